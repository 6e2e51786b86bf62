import { setTimeout as wait } from 'node:timers/promises'
import { findPostmaster, isPostgresOf } from '#scripts/postgres/postmaster'
import { say } from '#server/terminal'
import { findLost, makeConnections } from './connections.ts'
import { hireMany, type Worker } from './crew.ts'
import { counter, type Finding, seconds, table } from './report.ts'
import type { Stage } from './stage.ts'

const PROCESSES = 4
const LOOPS = 8
const CONNECTIONS = 40
const WORK_MS = 3_000
/** The lease of whoever was interrupted, a sweep, and a retry. */
const RECOVERED_WITHIN_MS = 20_000

/** Fast shut-down and crash (`pg_ctl stop -m fast` and `-m immediate`), each with some time without any server. */
const OUTAGES = [
  { signal: 'SIGINT', downMs: 0 },
  { signal: 'SIGQUIT', downMs: 0 },
  { signal: 'SIGINT', downMs: 5_000 },
  { signal: 'SIGQUIT', downMs: 12_000 },
] as const
type Outage = (typeof OUTAGES)[number]

/** PostgreSQL goes away in the middle of refreshes, and comes back. */
export async function database(stage: Stage, quick: boolean): Promise<Finding[]> {
  const workers = await hireMany(stage, PROCESSES)
  const ids = await makeConnections(stage, workers[0] as Worker, CONNECTIONS)
  await stage.qonto.command('latency', { ms: 100 })
  await Promise.all(workers.map((worker) => worker.ask('startJobs')))
  await Promise.all(workers.map((worker) => worker.ask('keepRotating', ids, LOOPS)))
  const show = counter('Database')
  const recoveries: Array<Outage & { took: number; open: number }> = []
  for (const outage of quick ? OUTAGES.slice(1, 3) : OUTAGES) {
    if (stage.running.signal.aborted) break
    show(`${outage.signal}, ${outage.downMs} ms without a server`)
    await wait(WORK_MS)
    recoveries.push({ ...outage, ...(await interrupt(stage, outage)) })
  }
  await wait(WORK_MS)
  await Promise.all(workers.map((worker) => worker.ask('stopRotating')))
  await stage.qonto.command('reset', {})
  const lost = await findLost(stage, workers[0] as Worker, ids)
  const tallies = await Promise.all(workers.map((worker) => worker.ask('rotatingTally')))
  await Promise.all(workers.map((worker) => worker.dismiss()))
  say('')
  const rows = recoveries.map(({ signal, downMs, took, open }) => [
    signal === 'SIGINT' ? 'fast shut-down' : 'crash',
    seconds(downMs),
    String(open),
    seconds(took),
  ])
  say(table([['restart', 'without a server', 'attempts under way', 'all connections renewed again after'], ...rows]))
  say(`Tokens handed out: ${tallies.reduce((sum, { tokens }) => sum + tokens, 0)}`)
  return [
    {
      promise: 'every process recovers by itself, every connection renews again',
      measured: `${recoveries.length} restarts, the slowest recovery ${seconds(Math.max(...recoveries.map(({ took }) => took)))}`,
      kept: recoveries.every(({ took }) => took < RECOVERED_WITHIN_MS),
    },
    { promise: '0 connections lost', measured: `${lost.length} lost ${lost.join(', ')}`, kept: lost.length === 0 },
  ]
}

async function interrupt(stage: Stage, { signal, downMs }: Outage): Promise<{ took: number; open: number }> {
  const [before] = await stage.sql<{ directory: string; open: number }>(
    `SELECT current_setting('data_directory') AS directory,
            (SELECT count(*)::int FROM connections WHERE lease_until > now()) AS open`,
  )
  const directory = before?.directory ?? ''
  const server = await findPostmaster(directory)
  if (!server) throw new Error('The server of this measurement is not there.')
  process.kill(server.pid, signal)
  while (await isPostgresOf(server.pid, directory)) await wait(20)
  await wait(downMs)
  await stage.postgres.ensure()
  const back = performance.now()
  await allRenew(stage)
  return { took: performance.now() - back, open: before?.open ?? 0 }
}

/** Until every connection has been rotated since the server came back. */
async function allRenew(stage: Stage): Promise<void> {
  const deadline = performance.now() + 2 * RECOVERED_WITHIN_MS
  const [clock] = await stage.sql<{ now: string }>('SELECT now()::text AS now')
  while (performance.now() < deadline) {
    const missing = await stage.sql(
      `SELECT 1 FROM connections WHERE NOT EXISTS (SELECT 1 FROM rotations
        WHERE connection_id = connections.id AND outcome = 'rotated' AND started_at > $1::timestamptz) LIMIT 1`,
      [clock?.now],
    )
    if (missing.length === 0) return
    await wait(50)
  }
}
