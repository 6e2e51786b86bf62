import { setTimeout as wait } from 'node:timers/promises'
import { say } from '#server/terminal'
import { expire, findLost } from './connections.ts'
import { hire, type Worker } from './crew.ts'
import { until } from './hold.ts'
import { type Finding, table } from './report.ts'
import type { Stage } from './stage.ts'

/** Longer than Qonto's grace, and than every deadline of ours. */
const PAUSE_MS = 75_000
const SETTLED_WITHIN_MS = 60_000

interface Sleeper {
  worker: Worker
  id: string
}

/**
 * Processes that stand still for longer than the grace while Qonto answers their refresh, as under a closed lid or in a
 * live migration. First all of them, so that the answers in their sockets are all that there is; then with another process
 * that goes on and takes over what they have left.
 */
export async function pauses(stage: Stage, quick: boolean): Promise<Finding[]> {
  const count = quick ? 3 : 12
  const alone = await pauseAll(stage, count, false)
  const helped = await pauseAll(stage, count, true)
  say(table([['another process', 'ledger', 'connections'], ...alone.ledger, ...helped.ledger]))
  const lost = [...alone.lost, ...helped.lost]
  return [
    {
      promise: `after a pause of ${PAUSE_MS / 1000} s the answer that had arrived is read: nothing is asked twice`,
      measured: `${alone.ledger.map(([, outcomes, number]) => `${number} ${outcomes}`).join(', ')}`,
      kept: alone.ledger.every(([, outcomes]) => outcomes === 'rotated'),
    },
    { promise: '0 connections lost', measured: `${lost.length} lost ${lost.join(', ')}`, kept: lost.length === 0 },
  ]
}

async function pauseAll(
  stage: Stage,
  count: number,
  isHelped: boolean,
): Promise<{ lost: string[]; ledger: string[][] }> {
  const sleepers: Sleeper[] = []
  for (let made = 0; made < count; made += 1) sleepers.push(await sendToSleep(stage))
  const other = await hire(stage)
  if (isHelped) await other.ask('startJobs')
  await wait(PAUSE_MS)
  for (const { worker } of sleepers) process.kill(worker.pid, 'SIGCONT')
  const ids = sleepers.map(({ id }) => id)
  const open = async () =>
    (await stage.sql('SELECT 1 FROM connections WHERE attempt_at IS NOT NULL AND id = ANY($1)', [ids])).length > 0
  await until(async () => !(await open()), 'every attempt has an outcome', SETTLED_WITHIN_MS)
  await Promise.all(sleepers.map(({ worker }) => worker.dismiss()))
  const lost = await findLost(stage, other, ids)
  await other.dismiss()
  return { lost, ledger: await ledgerOf(stage, ids, isHelped) }
}

/** Stopped when Qonto has the request and has not answered; its answer comes into the socket of a process that stands still. */
async function sendToSleep(stage: Stage): Promise<Sleeper> {
  const worker = await hire(stage)
  const id = await worker.ask('adopt', await stage.qonto.connect())
  await expire(stage, id)
  await worker.ask('startJobs')
  await stage.qonto.command('failures', { target: 'refresh', kind: 'delay', ms: 500, after: true })
  worker.ask('token', id).catch(() => {})
  await until(async () => (await stage.qonto.command('state')).failures.length === 0, 'the request arrives')
  process.kill(worker.pid, 'SIGSTOP')
  return { worker, id }
}

async function ledgerOf({ sql }: Stage, ids: string[], isHelped: boolean): Promise<string[][]> {
  const rows = await sql<{ outcomes: string; number: string }>(
    `SELECT outcomes, count(*) AS number FROM (
       SELECT string_agg(coalesce(outcome, 'open'), ', ' ORDER BY started_at)
              || CASE WHEN count(*) > count(DISTINCT fingerprint) THEN ', one token sent twice' ELSE '' END AS outcomes
         FROM rotations WHERE connection_id = ANY($1) GROUP BY connection_id) AS each GROUP BY outcomes`,
    [ids],
  )
  return rows.map(({ outcomes, number }) => [isHelped ? 'goes on' : 'none', outcomes, number])
}
