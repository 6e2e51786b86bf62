import { setTimeout as wait } from 'node:timers/promises'
import { say } from '#server/terminal'
import { makeConnections } from './connections.ts'
import { hire, hireMany, type Worker } from './crew.ts'
import { counter, type Finding, seconds } from './report.ts'
import { interrupt, OUTAGES } from './soak.ts'
import type { Stage } from './stage.ts'

const PROCESSES = 3
const KILL_EVERY_MS = 3_000
const SETTLE_MS = 60_000
const ARRIVE_MS = 600_000
const MOVE_TIME_EVERY_MS = 20_000
/** How many break or mend at a time. */
const AT_ONCE = 40

/**
 * Hundreds of connections break and mend while the processes that look for it are killed and PostgreSQL is restarted: every
 * transition is told, and once, and what is told arrives. A connection changes again only when its last change was told, so that what is expected is known.
 */
export async function told(stage: Stage, quick: boolean): Promise<Finding[]> {
  const [count, forMs, outages] = quick ? [100, 45_000, OUTAGES.slice(0, 1)] : [500, 600_000, OUTAGES]
  const workers = await hireMany(stage, PROCESSES)
  const [first] = await makeConnections(stage, workers[0] as Worker, 1)
  await copy(stage, first ?? '', count - 1)
  for (const worker of workers) await worker.ask('keepTelling')
  const began = performance.now()
  const show = counter('Breaking and mending')
  let [changes, kills, restarts] = [0, 0, 0]
  for (let now = 0; now < forMs && !stage.running.signal.aborted; now = performance.now() - began) {
    changes += await turn(stage)
    show(`${changes} changes, ${kills} kills, ${restarts} restarts of PostgreSQL`)
    const outage = outages[restarts]
    if (outage && now > (forMs * (restarts + 1)) / (outages.length + 1)) {
      await interrupt(stage, outage)
      restarts += 1
    }
    if (now > KILL_EVERY_MS * (kills + 1)) {
      const victim = kills % workers.length
      await workers[victim]?.kill()
      workers[victim] = await hire(stage)
      await workers[victim].ask('keepTelling')
      kills += 1
    }
    await wait(50)
  }
  const isSettled = await settle(stage)
  say(`${changes} changes in ${seconds(performance.now() - began)}, ${kills} kills, ${restarts} restarts`)
  const left = await arrive(stage)
  const findings = await judge(stage, count, isSettled, left)
  await Promise.all(workers.map((worker) => worker.kill()))
  return findings
}

/** Rows that differ in their ids only: nothing is asked of Qonto here. */
async function copy({ sql }: Stage, id: string, count: number): Promise<void> {
  const columns = await sql<{ name: string }>(`
    SELECT column_name AS name FROM information_schema.columns
     WHERE table_name = 'connections' AND column_name NOT IN ('id', 'subject')`)
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  await sql(
    `INSERT INTO connections (id, subject, ${names})
     SELECT gen_random_uuid(), subject || n, ${names} FROM connections, generate_series(1, ${count}) AS n WHERE id = $1`,
    [id],
  )
  // Written with each change, so that a crash of PostgreSQL takes both or neither.
  await sql('CREATE TABLE chaos_changes (id uuid)')
  await sql(`
    INSERT INTO mail_addresses (id, user_id, address, kinds, confirmed_at)
    SELECT gen_random_uuid(), id, 'somebody@example.com', '{problems,own}', now() FROM users`)
  // What cannot be opened would be one verdict for all: the tokens are sealed for the row that they were copied from.
  await sql('UPDATE connections SET access_token_sealed = NULL, refresh_token_sealed = NULL, access_expires_at = NULL')
}

/** Those whose last change was told break or mend. @returns how many */
async function turn({ sql }: Stage): Promise<number> {
  const turned = await sql(`
    WITH turned AS (
      UPDATE connections SET status = CASE WHEN status = 'active' THEN 'reconnect' ELSE 'active' END::connection_status
       WHERE id IN (SELECT id FROM connections
                     WHERE (status, told_stand) IN (('active', 'works'), ('reconnect', 'broken'))
                     ORDER BY random() LIMIT ${AT_ONCE})
      RETURNING id)
    INSERT INTO chaos_changes SELECT id FROM turned RETURNING id`).catch(() => [])
  return turned.length
}

async function settle({ sql }: Stage): Promise<boolean> {
  const deadline = performance.now() + SETTLE_MS
  while (performance.now() < deadline) {
    const [left] = await sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM connections WHERE tell_at <= now() OR told_stand IS NULL',
    )
    if (left?.count === 0) return true
    await wait(200)
  }
  return false
}

/**
 * What waits for the lease of a sender that was killed, or for others to become one message, waits up to a quarter of an hour.
 * Time is moved past that, again and again: every message can itself be a reason to wait.
 * @returns how many deliveries have not arrived, without those of which something newer was told meanwhile
 */
async function arrive({ sql }: Stage): Promise<number> {
  const began = performance.now()
  const deadline = began + ARRIVE_MS
  for (let moved = 0; ; ) {
    if (performance.now() > began + moved * MOVE_TIME_EVERY_MS) {
      await sql(`UPDATE deliveries SET next_attempt_at = next_attempt_at - interval '15 minutes',
                                       done_at = done_at - interval '15 minutes'`)
      moved += 1
    }
    const [left] = await sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM deliveries
        WHERE outcome IS NULL OR outcome NOT IN ('delivered', 'overtaken')`,
    )
    if (left?.count === 0 || performance.now() > deadline) return left?.count ?? 0
    await wait(1_000)
  }
}

async function judge({ sql }: Stage, count: number, isSettled: boolean, left: number): Promise<Finding[]> {
  const events = await sql<{ connection_id: string; types: string[] }>(
    'SELECT connection_id, array_agg(type ORDER BY id) AS types FROM events GROUP BY connection_id',
  )
  const written = events.reduce((sum, { types }) => sum + types.length, 0)
  const disordered = events.filter(({ types: [begun, ...rest] }) => {
    const expected = rest.map((_, at) => (at % 2 === 0 ? 'connection.needs_attention' : 'connection.recovered'))
    return begun !== 'connection.connected' || rest.join() !== expected.join()
  })
  const [{ changes } = { changes: 0 }] = await sql<{ changes: number }>(
    'SELECT count(*)::int AS changes FROM chaos_changes',
  )
  const expected = count + changes
  const [{ untold } = { untold: -1 }] = await sql<{ untold: number }>(`
    SELECT count(*)::int AS untold FROM events
     WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE event_id = events.id)`)
  return [
    { promise: 'everything is looked at in the end', measured: isSettled ? 'yes' : 'no', kept: isSettled },
    {
      promise: 'every transition is told once',
      measured: `${written} events for ${expected} transitions`,
      kept: written === expected && changes > count,
    },
    {
      promise: 'every event has its delivery, and each arrives',
      measured: `${untold} events without one, ${left} that did not arrive`,
      kept: untold === 0 && left === 0,
    },
    {
      promise: 'in its order, break after mend',
      measured: `${events.length} connections, ${disordered.length} out of order`,
      kept: events.length === count && disordered.length === 0,
    },
  ]
}
