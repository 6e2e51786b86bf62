import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { expire, findLost, makeConnections, refreshesSeen } from '#e2e/chaos/connections'
import type { Worker } from '#e2e/chaos/crew'
import type { Stage } from '#e2e/chaos/stage'
import { HttpClient } from '#e2e/support/http-client'
import { expectConnected } from '#e2e/support/outcomes'

test.describe.configure({ timeout: 120_000 })

/** As many as one sweep takes up. */
const CONNECTIONS = 20
/** As many as the jobs look at at once. */
const BATCH = 10

test('L02 five minutes of nothing but 5xx cost a bounded number of tries, and the return of Qonto is no stampede', async ({
  stage,
  worker,
  newWorker,
}) => {
  const replicas = [worker, await newWorker()]
  const ids = await makeConnections(stage, worker, CONNECTIONS)
  for (const id of ids) await expire(stage, id)
  await stage.qonto.command('failures', { target: 'refresh', kind: 'status', status: 503, times: 0 })
  await Promise.all(ids.map((id) => worker.ask('token', id)))
  for (let second = 0; second < 60; second += 1) await pass(stage, replicas, 1)
  const inGrace = await triesPerConnection(stage)
  expect(inGrace).toHaveLength(CONNECTIONS)
  // Every 0.5 to 4 s while the same token is safe to send again.
  expect(Math.min(...inGrace)).toBeGreaterThanOrEqual(5)
  expect(Math.max(...inGrace)).toBeLessThanOrEqual(60)
  for (let minute = 0; minute < 16; minute += 1) await pass(stage, replicas, 15)
  const later = (await triesPerConnection(stage)).map((count, index) => count - (inGrace[index] ?? 0))
  expect(Math.max(...later)).toBeLessThanOrEqual(10)
  for (const id of ids) expect(await worker.ask('verdict', id)).toMatch(/^trouble: /)

  await stage.qonto.command('reset', {})
  const before = await refreshesSeen(stage)
  for (let turn = 0; turn < 3; turn += 1) await pass(stage, replicas, 300)
  expect((await refreshesSeen(stage)) - before, 'one refresh for each of them').toBe(CONNECTIONS)
  expect(await findLost(stage, worker, ids)).toEqual([])
})

test('L02 while nobody answers, the background work of the whole fleet tries one batch a minute, and goes on by itself', async ({
  stage,
  worker,
}) => {
  const ids = await makeConnections(stage, worker, CONNECTIONS)
  await stage.sql(`UPDATE connections SET refresh_issued_at = now() - interval '35 days'`)
  await stage.qonto.command('failures', { target: 'all', kind: 'status', status: 503, times: 0 })
  expect(await worker.ask('doDue', 5_000)).toBe(BATCH)
  expect(await refreshesSeen(stage)).toBe(BATCH)
  await stage.qonto.command('reset', {})
  expect(await worker.ask('doDue', 5_000)).toBeGreaterThanOrEqual(CONNECTIONS - BATCH)
  await pass(stage, [worker], 600)
  expect(await stage.sql(`SELECT 1 FROM rotations WHERE outcome = 'rotated'`)).toHaveLength(CONNECTIONS)
  expect(await findLost(stage, worker, ids)).toEqual([])
})

test('L02 refused credentials cost the whole fleet one answer 401 a minute, and the first that are accepted let everybody on', async ({
  stage,
  worker,
  newWorker,
}) => {
  const replicas = [worker, await newWorker()]
  const ids = await makeConnections(stage, worker, CONNECTIONS)
  await stage.sql(`UPDATE connections SET refresh_issued_at = now() - interval '35 days'`)
  await stage.qonto.command('failures', { kind: 'refuse_credentials', times: 0 })
  expect(await worker.ask('doDue', 5_000), 'until it is known').toBe(BATCH)
  for (let minute = 0; minute < 2; minute += 1)
    for (const replica of replicas) expect(await replica.ask('doDue', 5_000)).toBe(1)
  expect(await refreshesSeen(stage)).toBe(BATCH + 4)
  await stage.qonto.command('reset', {})
  await pass(stage, replicas, 60)
  expect(await worker.ask('doDue', 5_000)).toBe(CONNECTIONS)
  expect(await stage.sql(`SELECT 1 FROM rotations WHERE outcome = 'rotated'`)).toHaveLength(CONNECTIONS)
  expect(await findLost(stage, worker, ids)).toEqual([])
})

const MANY = 10_000

test('L03 ten thousand connections of one minute are due over a day, long before they expire', async ({ stage }) => {
  await seedIdle(stage, MANY)
  await stage.sql(`UPDATE connections SET proven_at = now() - random() * interval '1 minute',
    refresh_issued_at = now() - interval '6 days' - random() * interval '1 minute'`)
  const [due] = await stage.sql<{ busiest: number; last: boolean; first: boolean }>(
    `SELECT max(count)::int AS busiest, bool_and(last) AS last, bool_and(first) AS first FROM (
       SELECT count(*), bool_and(due_at < refresh_issued_at + interval '9 days') AS last, bool_and(due_at > now()) AS first
         FROM connections GROUP BY date_trunc('minute', due_at)) AS minutes`,
  )
  // Spread evenly over 18 hours they would be nine a minute; the job does twenty a second.
  expect(due?.busiest).toBeLessThan(60)
  expect(due).toMatchObject({ last: true, first: true })
  // Nothing in these rows was ever sealed.
  await stage.clear()
})

test('L03 what is due costs work, not what exists: beside ten thousand idle connections nothing reads the whole table', async ({
  stage,
  simulator,
  worker,
  newWorker,
  newDashboard,
}) => {
  const dashboard = await newDashboard({ MOORING_JOBS: 'off' })
  const client = new HttpClient(dashboard.url, simulator)
  expectConnected(await client.signIn('Camille'))
  await expire(stage, await worker.ask('adopt', await stage.qonto.connect()))
  await stage.sql(`UPDATE connections SET proven_at = now() - interval '3 days'`)
  await seedIdle(stage, MANY)
  await stage.sql('SELECT pg_stat_reset()')
  const jobs = await newWorker()
  expect(await jobs.ask('doDue', 5_000)).toBe(2)
  await jobs.ask('sweepNow')
  expect((await client.get('/connections')).status).toBe(200)
  // What a session has read is counted for certain when it ends.
  await Promise.all([jobs.dismiss(), dashboard.stop()])
  const read = `SELECT seq_tup_read::int AS whole, idx_tup_fetch::int AS found FROM pg_stat_user_tables WHERE relname = 'connections'`
  const [rows] = await stage.sql<{ whole: number; found: number }>(read)
  expect(rows?.found).toBeGreaterThan(0)
  expect((rows?.whole ?? MANY) + (rows?.found ?? MANY)).toBeLessThan(MANY / 10)
  await stage.clear()
})

test('L03 when Qonto says 429, each waits as long as it was told to, and none is lost', async ({ stage, worker }) => {
  const ids = await makeConnections(stage, worker, CONNECTIONS)
  await stage.sql(`UPDATE connections SET refresh_issued_at = now() - interval '35 days'`)
  await stage.qonto.command('failures', { target: 'refresh', kind: 'status', status: 429, retryAfter: 30, times: 12 })
  // A batch of nothing but 429 ends a run.
  for (let run = 0; run < 2; run += 1) await worker.ask('doDue', 1_500)
  const limited = await stage.sql<{ waits: number }>(
    `SELECT extract(epoch FROM next_attempt_at - failed_at)::float8 AS waits FROM connections WHERE failure = 'rate_limited'`,
  )
  expect(limited).toHaveLength(12)
  for (const { waits } of limited) expect(waits).toBeGreaterThanOrEqual(29.9)
  expect(await triesPerConnection(stage)).toEqual(ids.map(() => 1))
  await worker.ask('doDue', 500)
  await worker.ask('sweepNow')
  expect(await triesPerConnection(stage), 'nobody tries before his time').toEqual(ids.map(() => 1))
  await stage.sql(`UPDATE connections SET next_attempt_at = next_attempt_at - interval '31 seconds'`)
  await worker.ask('doDue', 1_500)
  expect((await triesPerConnection(stage)).reduce((sum, count) => sum + count, 0)).toBe(CONNECTIONS + 12)
  expect(await findLost(stage, worker, ids)).toEqual([])
})

/** Some seconds pass in the rows, what came due meanwhile is due now, and every replica sweeps. */
async function pass({ sql }: Stage, replicas: Worker[], seconds: number): Promise<void> {
  await sql(
    `UPDATE connections SET attempt_at = attempt_at - make_interval(secs => $1),
            next_attempt_at = greatest(next_attempt_at - make_interval(secs => $1), least(next_attempt_at, now()))`,
    [seconds],
  )
  await Promise.all(replicas.map((replica) => replica.ask('sweepNow')))
}

/** How often each connection was tried, in a fixed order. */
async function triesPerConnection({ sql }: Stage): Promise<number[]> {
  const rows = await sql<{ count: number }>(
    'SELECT count(*)::int AS count FROM rotations GROUP BY connection_id ORDER BY connection_id',
  )
  return rows.map(({ count }) => count)
}

/** Idle connections of other people, up to so many rows altogether; what is sealed in them is never opened. */
async function seedIdle({ sql }: Stage, total: number): Promise<void> {
  await sql(
    `WITH owners AS (
       INSERT INTO users (id) SELECT gen_random_uuid()
         FROM generate_series(1, $1 - (SELECT count(*)::int FROM connections)) RETURNING id)
     INSERT INTO connections (id, user_id, environment, client_id, issuer, subject, generation, requested_scopes,
       granted_scopes, access_token_sealed, refresh_token_sealed, id_token_sealed, granted_at, access_expires_at,
       refresh_issued_at, proven_at, organization_id)
     SELECT gen_random_uuid(), id, 'simulator', 'client', 'https://issuer.example', gen_random_uuid()::text, 1,
       '{openid,offline_access}', '{openid,offline_access}', repeat('a', 300), repeat('r', 300), repeat('i', 1200),
       now(), now() + interval '1 hour', now(), now(), gen_random_uuid()::text FROM owners`,
    [total],
  )
  await sql('VACUUM ANALYZE')
}
