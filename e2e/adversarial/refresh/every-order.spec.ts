import fc from 'fast-check'
import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { expire } from '#e2e/chaos/connections'
import type { Worker } from '#e2e/chaos/crew'
import type { Stage } from '#e2e/chaos/stage'
import type { Database } from '#e2e/support/database'
import type { Simulator } from '#e2e/support/simulator'

// Refresh, disconnect, new consent and deletion of one person's connection, in every order and through each other:
// the last intent wins, and when everything has settled no chain lives but the one that is stored and in use.

test.describe.configure({ timeout: 180_000 })

const ACTS = ['refresh', 'disconnect', 'consent', 'erase'] as const
type Act = (typeof ACTS)[number]

interface World {
  stage: Stage
  simulator: Simulator
  database: Database
}

function permutations<Value>(values: readonly Value[]): Value[][] {
  if (values.length <= 1) return [[...values]]
  return values.flatMap((value, index) => permutations(values.toSpliced(index, 1)).map((rest) => [value, ...rest]))
}

const expected = (order: readonly Act[]): string[] => {
  let status: string[] = ['active']
  for (const act of order) {
    if (act === 'erase') status = []
    if (act === 'consent') status = ['active']
    if (act === 'disconnect' && status.length > 0) status = ['disconnected']
  }
  return status
}

/** Where acts may end whose order nobody knows. */
function possible(acts: readonly Act[]): string[] {
  const has = (act: Act) => acts.includes(act)
  return [
    ...(has('erase') ? ['nothing'] : []),
    ...(has('disconnect') ? ['disconnected'] : []),
    // Withdrawing one consent of a membership withdraws a new one too, when it comes in between: then it is shown as lost.
    ...(has('consent') && has('disconnect') ? ['reconnect'] : []),
    ...(has('consent') || (!has('erase') && !has('disconnect')) ? ['active'] : []),
  ]
}

test('N04 one after the other, in all 24 orders, the last intent wins', async ({
  stage,
  simulator,
  database,
  worker,
}) => {
  for (const order of permutations(ACTS)) {
    await begin(stage, worker)
    for (const act of order) await perform(stage, worker, act)
    await settle(stage, worker)
    expect(await statuses(database), order.join(', ')).toEqual(expected(order))
    await expectClean({ stage, simulator, database }, order.join(', '))
  }
})

test('N04 through each other, with Qonto slow and every start shifted, nothing is lost and nothing is left', async ({
  stage,
  simulator,
  database,
  worker,
  newWorker,
}) => {
  const crew = [worker, await newWorker(), await newWorker(), await newWorker()]
  const schedule = fc.record({
    acts: fc.shuffledSubarray([...ACTS], { minLength: 2 }),
    shifts: fc.array(fc.nat(250), { minLength: 4, maxLength: 4 }),
    latency: fc.nat(120),
    lost: fc.boolean(),
  })
  const property = fc.asyncProperty(schedule, async ({ acts, shifts, latency, lost }) => {
    await begin(stage, worker)
    if (lost) await stage.qonto.command('failures', { target: 'refresh', kind: 'lose_answer' })
    await stage.qonto.command('latency', { ms: latency })
    const running = acts.map(async (act, index) => {
      await new Promise((resolve) => setTimeout(resolve, shifts[index]))
      await perform(stage, crew[index] as Worker, act)
    })
    await Promise.all(running)
    await stage.qonto.command('reset', {})
    await settle(stage, worker)
    await expectClean({ stage, simulator, database }, JSON.stringify({ acts, shifts, latency, lost }))
    const [status = 'nothing', ...more] = await statuses(database)
    expect(more).toEqual([])
    expect(possible(acts), acts.join(', ')).toContain(status)
  })
  // Not `assert`, whose message begins with the seed and keeps the cause to itself.
  const { failed, errorInstance, counterexample, seed } = await fc.check(property, { numRuns: 20, endOnFailure: true })
  const cause = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  if (failed) throw new Error(`${cause}\n${JSON.stringify(counterexample)}, seed ${seed}`, { cause: errorInstance })
})

for (const { when, isAnswered } of [
  { when: 'before it was stored', isAnswered: true },
  { when: 'before it was used for the first time', isAnswered: false },
])
  test(`N30 a grant that was withdrawn ${when} is found out a minute later`, async ({
    stage,
    simulator,
    database,
    worker,
    newWorker,
  }) => {
    const id = await worker.ask('reconsent', 'Camille')
    // Qonto has issued the tokens, and what it answers about their member comes late.
    const late = { target: 'membership', kind: 'delay', ms: 4_000, after: isAnswered } as const
    await stage.qonto.command('failures', late)
    const storing = (await newWorker()).ask('reconsent', 'Camille')
    await taken(stage, 'membership')
    expect(await worker.ask('disconnectNow', id)).toBe('done')
    expect(await storing).toBe(id)
    expect(await statuses(database)).toEqual(['active'])
    expect((await database.onlyConnection()).failure).toBe(isAnswered ? null : 'unauthorized')
    await settle(stage, worker)
    expect((await database.onlyConnection()).failure).toBe('refusal_unconfirmed')
    await expectClean({ stage, simulator, database }, 'a grant that was withdrawn')
  })

test('N30 a consent that a withdrawal has hit, after the account was deleted, is found out at once', async ({
  stage,
  simulator,
  database,
  worker,
  newWorker,
}) => {
  const id = await worker.ask('reconsent', 'Camille')
  const [row] = await stage.sql<{ user_id: string }>('SELECT user_id FROM connections')
  // The old chain stays on the queue, so that its withdrawal is still allowed to happen.
  await stage.qonto.command('failures', { target: 'revoke', kind: 'status', status: 503 })
  await stage.qonto.command('failures', { target: 'consents', kind: 'delay', ms: 4_000 })
  const ending = (await newWorker()).ask('disconnectNow', id).catch(() => 'gone')
  await taken(stage, 'consents')
  await worker.ask('deleteNow', row?.user_id ?? '')
  expect(await worker.ask('reconsent', 'Camille')).not.toBe(id)
  await ending
  expect(await statuses(database)).toEqual(['active'])
  await worker.ask('doDue', 300)
  expect((await database.onlyConnection()).failure).toBe('refusal_unconfirmed')
  await settle(stage, worker)
  await expectClean({ stage, simulator, database }, 'a withdrawal after the account was deleted')
})

/** Until Qonto is busy with the request that it keeps waiting. */
async function taken({ qonto }: Stage, target: string): Promise<void> {
  const waiting = async () => (await qonto.command('state')).failures.map((failure) => failure.target)
  await expect.poll(waiting, { intervals: [20] }).not.toContain(target)
}

/** Camille is connected, and the access token has run out. */
async function begin(stage: Stage, worker: Worker): Promise<void> {
  await stage.clear()
  await expire(stage, await worker.ask('reconsent', 'Camille'))
}

/** Acts on whatever there is at this moment, as a click or a job would. */
async function perform(stage: Stage, worker: Worker, act: Act): Promise<void> {
  const [row] = await stage.sql<{ id: string; user_id: string }>('SELECT id, user_id FROM connections')
  // Withdrawn while its code was on the way, a consent is refused like any that Qonto does not know.
  if (act === 'consent') await worker.ask('reconsent', 'Camille').catch(() => undefined)
  else if (!row) return
  else if (act === 'erase') await worker.ask('deleteNow', row.user_id)
  else if (act === 'refresh') await worker.ask('token', row.id)
  // The row may be gone by the time that somebody wants to end it.
  else await worker.ask('disconnectNow', row.id).catch(() => undefined)
}

/** The jobs of a quarter of an hour. */
async function settle(stage: Stage, worker: Worker): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await stage.sql('UPDATE connections SET lease_owner = NULL, lease_until = NULL, next_attempt_at = NULL')
    await stage.sql(`UPDATE connections SET disconnect_requested_at = disconnect_requested_at - interval '1 minute',
      recheck_at = recheck_at - interval '1 minute'`)
    await worker.ask('sweepNow')
    await worker.ask('doDue', 300)
    await worker.ask('revokeAllQueued')
  }
}

async function statuses(database: Database): Promise<string[]> {
  return (await database.connections()).map(({ status }) => status)
}

/** Every chain that lives is stored in a connection that is in use, and every connection in use has one that lives. */
async function expectClean({ stage, simulator, database }: World, order: string): Promise<void> {
  const live = (await simulator.ledger()).filter((entry) => entry.kind === 'refresh' && entry.live)
  const chains = new Set(live.map(({ grantId }) => grantId))
  // One whose refusal is not believed yet is active, and is not shown as working.
  const used = (await database.connections()).filter(
    ({ status, failure }) => status === 'active' && failure !== 'refusal_unconfirmed',
  )
  expect(chains.size, `chains that live after ${order}`).toBe(used.length)
  expect(await stage.sql('SELECT id FROM revocations WHERE done_at IS NULL'), order).toEqual([])
  for (const { status, refresh_token_sealed } of await database.connections())
    expect(refresh_token_sealed !== null, order).toBe(status !== 'disconnected')
}
