import { setTimeout as wait } from 'node:timers/promises'
import { findPostmaster, isPostgresOf } from '#scripts/postgres/postmaster'
import { say } from '#server/terminal'
import { findLost, makeConnections, refreshesSeen } from './connections.ts'
import { hire, hireMany, type Worker } from './crew.ts'
import { queueFaults } from './faults.ts'
import { counter, type Finding, seconds, table } from './report.ts'
import type { Stage } from './stage.ts'

const PROCESSES = 4
const LOOPS = 8
const KILLS_PER_ROTATION = 0.005
const LIMIT_MS = 15 * 60_000
/** The lease, a sweep, and the longest pause between two tries inside the grace. */
const SETTLE_MS = 25_000

/** Fast shut-down and crash (`pg_ctl stop -m fast` and `-m immediate`), each with some time without any server. */
export const OUTAGES = [
  { signal: 'SIGQUIT', downMs: 0 },
  { signal: 'SIGINT', downMs: 5_000 },
  { signal: 'SIGINT', downMs: 0 },
  { signal: 'SIGQUIT', downMs: 12_000 },
] as const
type Outage = (typeof OUTAGES)[number]

interface Plan {
  rotations: number
  connections: number
  /** Restarts of PostgreSQL, spread over the run. */
  outages: readonly Outage[]
}

/** Thousands of rotations while Qonto answers badly, processes are killed and PostgreSQL is restarted. */
export async function soak(stage: Stage, quick: boolean): Promise<Finding[]> {
  const plan: Plan = quick
    ? { rotations: 300, connections: 20, outages: OUTAGES.slice(0, 2) }
    : { rotations: 10_000, connections: 200, outages: OUTAGES }
  const workers = await hireMany(stage, PROCESSES)
  const ids = await makeConnections(stage, workers[0] as Worker, plan.connections)
  // More than are needed: every fault costs one more request.
  const faults = await queueFaults(stage, Math.ceil(plan.rotations * 1.2))
  const began = performance.now()
  const kills = await rotateAndKill(stage, workers, ids, plan)
  const took = performance.now() - began
  await Promise.all(workers.map((worker) => worker.ask('stopRotating')))
  await settle(stage)
  const dealt = faults - (await faultsLeft(stage))
  const findings = await judge(stage, workers[0] as Worker, ids, plan)
  const done = await rotated(stage)
  say(
    `${done} rotations in ${seconds(took)} (${((done / took) * 1000).toFixed(1)} a second), ${dealt} faults, ${kills} kills`,
  )
  await Promise.all(workers.map((worker) => worker.dismiss()))
  return findings
}

async function rotateAndKill(stage: Stage, workers: Worker[], ids: string[], plan: Plan): Promise<number> {
  const { rotations, outages } = plan
  const show = counter('Soak')
  const deadline = performance.now() + LIMIT_MS
  const put = async (worker: Worker) => {
    await worker.ask('startJobs')
    await worker.ask('keepRotating', ids, LOOPS)
  }
  await Promise.all(workers.map(put))
  let [kills, done, restarts] = [0, 0, 0]
  const isOver = () =>
    done >= rotations && kills >= Math.floor(rotations * KILLS_PER_ROTATION) && restarts === outages.length
  while (!isOver() && performance.now() < deadline && !stage.running.signal.aborted) {
    await wait(100)
    done = await rotated(stage)
    show(`${done} of ${rotations} rotations, ${kills} kills, ${restarts} restarts of PostgreSQL`)
    const outage = outages[restarts]
    if (outage && done >= (rotations * (restarts + 1)) / (outages.length + 1)) {
      await interrupt(stage, outage)
      restarts += 1
    }
    if (done * KILLS_PER_ROTATION < kills + 1) continue
    const victim = kills % workers.length
    await workers[victim]?.kill()
    workers[victim] = await hire(stage)
    await put(workers[victim])
    kills += 1
  }
  return kills
}

/** PostgreSQL goes away in the middle of refreshes, and comes back. */
export async function interrupt(stage: Stage, { signal, downMs }: Outage): Promise<void> {
  const [place] = await stage.sql<{ directory: string }>(`SELECT current_setting('data_directory') AS directory`)
  const directory = place?.directory ?? ''
  const server = await findPostmaster(directory)
  if (!server) throw new Error('The PostgreSQL of this run is not there.')
  process.kill(server.pid, signal)
  while (await isPostgresOf(server.pid, directory)) await wait(20)
  await wait(downMs)
  await stage.postgres.ensure()
}

async function rotated({ sql }: Stage): Promise<number> {
  const [row] = await sql<{ count: number }>(`SELECT count(*)::int AS count FROM rotations WHERE outcome = 'rotated'`)
  return row?.count ?? 0
}

/** No new work; the sweepers finish what was left behind. */
async function settle(stage: Stage): Promise<void> {
  const deadline = performance.now() + SETTLE_MS
  while (performance.now() < deadline) {
    const open = await stage.sql('SELECT 1 FROM connections WHERE attempt_at IS NOT NULL LIMIT 1')
    if (open.length === 0) return
    await wait(500)
  }
}

async function faultsLeft({ qonto }: Stage): Promise<number> {
  const { failures } = await qonto.command('state')
  return failures.filter(({ kind }) => kind !== 'delay').length
}

async function judge(stage: Stage, worker: Worker, ids: string[], plan: Plan): Promise<Finding[]> {
  const ledger = await readLedger(stage)
  await stage.qonto.command('reset', {})
  const lost = await findLost(stage, worker, ids)
  say(`\n${table([['outcome in the ledger', 'entries'], ...ledger.outcomes])}\n`)
  return [
    {
      promise: `${plan.rotations} rotations over ${plan.connections} connections`,
      measured: `${ledger.rotated} rotations`,
      kept: ledger.rotated >= plan.rotations,
    },
    { promise: '0 connections lost', measured: `${lost.length} lost ${lost.join(', ')}`, kept: lost.length === 0 },
    {
      promise: 'no refresh token is sent again outside its grace',
      measured: `${ledger.late} of ${ledger.again} that were sent more than once; the longest span is ${seconds(ledger.span)}`,
      kept: ledger.late === 0,
    },
    {
      promise: 'the ledger is complete: every request has its entry',
      measured: `${ledger.entries} entries, ${ledger.requests} requests at Qonto`,
      kept: ledger.entries >= ledger.requests,
    },
    {
      promise: 'every entry is closed, or a kill or a restart left it open and the row has moved on',
      measured: `${ledger.open} left open, ${ledger.unaccounted} of them unaccounted for`,
      kept: ledger.unaccounted === 0,
    },
  ]
}

const GRACE_S = 60

async function readLedger(stage: Stage) {
  const { sql } = stage
  const outcomes = await sql<{ outcome: string; count: number }>(
    `SELECT coalesce(outcome, 'open') AS outcome, count(*)::int AS count FROM rotations GROUP BY 1 ORDER BY 2 DESC`,
  )
  const [spans] = await sql<{ again: number; late: number; span: number }>(
    `SELECT count(*)::int AS again, count(*) FILTER (WHERE span > ${GRACE_S})::int AS late,
            coalesce(max(span), 0)::float8 * 1000 AS span
       FROM (SELECT extract(epoch FROM max(started_at) - min(started_at)) AS span
               FROM rotations GROUP BY connection_id, fingerprint HAVING count(*) > 1) AS tokens`,
  )
  // Open and the row still where it was: nobody has taken up the attempt.
  const [open] = await sql<{ open: number; unaccounted: number }>(
    `SELECT count(*)::int AS open, count(*) FILTER (WHERE rotations.generation >= connections.generation)::int AS unaccounted
       FROM rotations JOIN connections ON connections.id = connection_id WHERE outcome IS NULL`,
  )
  const count = (name: string) => outcomes.find(({ outcome }) => outcome === name)?.count ?? 0
  return {
    outcomes: outcomes.map((row) => [row.outcome, String(row.count)]),
    entries: outcomes.reduce((sum, row) => sum + row.count, 0),
    rotated: count('rotated'),
    requests: await refreshesSeen(stage),
    ...{ again: spans?.again ?? 0, late: spans?.late ?? 0, span: spans?.span ?? 0 },
    ...{ open: open?.open ?? 0, unaccounted: open?.unaccounted ?? 0 },
  }
}
