import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { expire, findLost, refreshesSeen } from '#e2e/chaos/connections'
import type { Worker } from '#e2e/chaos/crew'
import { hold } from '#e2e/chaos/hold'
import type { Stage } from '#e2e/chaos/stage'

test.describe.configure({ timeout: 120_000 })

/** Time for the order to reach every process before the common start. */
const UNTIL_ALL_KNOW_MS = 60

/** Qonto has 5 s to answer, and PostgreSQL 6. */
const LONGER_THAN_A_REQUEST_MS = 7_000

for (const [id, processes, callers] of [
  ['N01', 1, 100],
  ['N02', 8, 50],
] as const)
  test(`${id} ${processes} x ${callers} callers on one expired token are one request, and all get its answer`, async ({
    stage,
    worker,
    newWorker,
  }) => {
    const others = await Promise.all(Array.from({ length: processes - 1 }, newWorker))
    const connection = await worker.ask('adopt', await stage.qonto.connect())
    await stage.qonto.command('latency', { ms: 300 })
    await expire(stage, connection)
    const before = await refreshesSeen(stage)
    const at = Date.now() + UNTIL_ALL_KNOW_MS
    const answers = await Promise.all([worker, ...others].map((each) => each.ask('storm', connection, callers, at)))
    expect((await refreshesSeen(stage)) - before).toBe(1)
    expect(answers.reduce((sum, { answered }) => sum + answered, 0)).toBe(processes * callers)
    expect([...new Set(answers.flatMap(({ got }) => got))]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)])
    expect(await findLost(stage, worker, [connection])).toEqual([])
  })

test('N01 a hundred callers of a connection whose permission is over are one request too', async ({
  stage,
  worker,
}) => {
  const id = await worker.ask('adopt', await stage.qonto.connect())
  await stage.qonto.command('revoke', { all: true })
  await expire(stage, id)
  const before = await refreshesSeen(stage)
  const { got } = await worker.ask('storm', id, 100, Date.now() + 50)
  expect(got).toEqual(['later'])
  expect((await refreshesSeen(stage)) - before).toBe(1)
})

/**
 * What is not lived through is taken off the clocks of the database and of Qonto; more than the holder's own three seconds
 * always is. Whoever was away for longer than a query may take (6 s) may find that its claim got no answer, and leaves it
 * open: which comes first when it wakes, the answer or the end of its patience, is up to the machine.
 */
const PAUSES = [
  { seconds: 9, moved: 0, left: ['open', 'not_sent'] },
  { seconds: 70, moved: 66, left: ['not_sent'] },
]
for (const { seconds, moved, left } of PAUSES)
  test(`N03 a holder that was stopped for ${seconds} s right after its claim sends nothing when it goes on`, async ({
    stage,
    worker,
    newWorker,
  }) => {
    const { holder, id } = await stopAtClaim(stage, worker, await newWorker())
    const before = await refreshesSeen(stage)
    await move(stage, moved)
    await wait((seconds - moved) * 1_000)
    await worker.ask('sweepNow')
    const recovered = (await refreshesSeen(stage)) - before
    process.kill(holder.pid, 'SIGCONT')
    expect(recovered).toBe(1)
    await expect.poll(async () => (await holder.ask('check', id)).ok).toBe(true)
    expect((await refreshesSeen(stage)) - before).toBe(1)
    const possible = left.map((outcome) => `${outcome} rotated`)
    await expect.poll(async () => possible.includes((await outcomes(stage)).join(' '))).toBe(true)
    expect((await worker.ask('check', id)).ok).toBe(true)
  })

test('N03 a holder that was stopped while Qonto answered does no harm with the answer it finds', async ({
  stage,
  worker,
  newWorker,
}) => {
  const { id, late, holder } = await stopWhileAnswered(stage, worker, await newWorker())
  await move(stage, 9)
  await worker.ask('sweepNow')
  process.kill(holder.pid, 'SIGCONT')
  expect((await late).ok).toBe(true)
  expect(await outcomes(stage)).toEqual(['overtaken', 'rotated'])
  expect((await worker.ask('check', id)).ok).toBe(true)
})

// Longer than the grace and than every deadline, as under a closed lid or in a live migration.
test('N05 a process that was stopped for 75 s reads the answer that had arrived meanwhile', async ({
  stage,
  worker,
  newWorker,
}) => {
  const { id, late, holder } = await stopWhileAnswered(stage, worker, await newWorker())
  await wait(LONGER_THAN_A_REQUEST_MS)
  await move(stage, 75 - LONGER_THAN_A_REQUEST_MS / 1_000)
  process.kill(holder.pid, 'SIGCONT')
  expect((await late).ok).toBe(true)
  expect(await outcomes(stage)).toEqual(['rotated'])
  expect(await refreshesSeen(stage)).toBe(1)
  expect((await worker.ask('check', id)).ok).toBe(true)
})

test('N31 four processes that store a consent of one person at once leave one chain, and end the others', async ({
  stage,
  simulator,
  worker,
  newWorker,
}) => {
  const crew = [worker, await newWorker(), await newWorker(), await newWorker()]
  const id = await worker.ask('reconsent', 'Camille')
  // All of them have read the connection as it was, and none has written it.
  const lock = await hold(await stage.session(), 'LOCK TABLE connections IN EXCLUSIVE MODE')
  const storing = crew.map((each) => each.ask('reconsent', 'Camille'))
  const waiting = () => stage.sql(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
  await expect.poll(waiting, { intervals: [20] }).toHaveLength(crew.length)
  await lock.release()
  expect(await Promise.all(storing)).toContain(id)
  expect(await stage.sql('SELECT id FROM connections')).toEqual([{ id }])
  await worker.ask('revokeAllQueued')
  const live = (await simulator.ledger()).filter((entry) => entry.kind === 'refresh' && entry.live)
  expect(new Set(live.map(({ grantId }) => grantId)).size).toBe(1)
})

/** A holder that is stopped when its claim is written and nothing is sent. */
async function stopAtClaim(stage: Stage, worker: Worker, holder: Worker): Promise<{ holder: Worker; id: string }> {
  const id = await worker.ask('adopt', await stage.qonto.connect())
  await expire(stage, id)
  const lock = await hold(await stage.session(), 'SELECT 1 FROM connections WHERE id = $1 FOR UPDATE', { values: [id] })
  void holder.ask('token', id).catch(() => undefined)
  await lock.reached()
  process.kill(holder.pid, 'SIGSTOP')
  await lock.release()
  await expect.poll(() => stage.sql('SELECT 1 FROM rotations')).toHaveLength(1)
  return { holder, id }
}

/** A holder that is stopped when Qonto has its request; the answer comes into the socket of a process that stands still. */
async function stopWhileAnswered(stage: Stage, worker: Worker, holder: Worker) {
  const id = await worker.ask('adopt', await stage.qonto.connect())
  await expire(stage, id)
  await stage.qonto.command('failures', { target: 'refresh', kind: 'delay', ms: 300, after: true })
  const late = holder.ask('token', id)
  await expect.poll(async () => (await stage.qonto.command('state')).failures, { intervals: [10] }).toEqual([])
  process.kill(holder.pid, 'SIGSTOP')
  await expect.poll(() => refreshesSeen(stage)).toBe(1)
  return { id, late, holder }
}

/** Time passes at Qonto and in the rows, in which somebody has looked after the lease meanwhile. */
async function move({ qonto, sql }: Stage, seconds: number): Promise<void> {
  await qonto.command('clock', { advanceSeconds: seconds })
  await sql(
    `UPDATE connections SET lease_until = lease_until - make_interval(secs => $1),
            attempt_at = attempt_at - make_interval(secs => $1), next_attempt_at = now()`,
    [seconds],
  )
}

async function outcomes({ sql }: Stage): Promise<string[]> {
  const rows = await sql<{ outcome: string | null }>('SELECT outcome FROM rotations ORDER BY started_at')
  return rows.map(({ outcome }) => outcome ?? 'open')
}
