import { say } from '#server/terminal'
import { expire, makeConnections, refreshesSeen } from './connections.ts'
import { hireMany, type Worker } from './crew.ts'
import { counter, type Finding, ms, percentile, table } from './report.ts'
import type { Stage } from './stage.ts'

const PROCESSES = 4
const CALLERS = 250
const LATENCY_MS = 200
const OURS_MS = 150
/** Time for the order to reach every process before the common start. */
const LEAD_MS = 60

interface Round {
  refreshes: number
  got: string[]
  latencies: number[]
  alive: boolean
}

/** 1,000 callers in four processes find one expired token at the same moment. */
export async function storm(stage: Stage, quick: boolean): Promise<Finding[]> {
  const workers = await hireMany(stage, PROCESSES)
  const [id = ''] = await makeConnections(stage, workers[0] as Worker, 1)
  await stage.qonto.command('latency', { ms: LATENCY_MS })
  // The first round is apart: every process still has to fetch Qonto's signing keys, which costs one more round trip.
  const cold = await runRound(stage, workers, id)
  const show = counter('Storm')
  const rounds: Round[] = []
  const planned = quick ? 5 : 50
  while (rounds.length < planned && !stage.running.signal.aborted) {
    rounds.push(await runRound(stage, workers, id))
    show(`${rounds.length} of ${planned}`)
  }
  await Promise.all(workers.map((worker) => worker.dismiss()))
  say('')
  say(describe([cold, ...rounds]))
  return judge(rounds, cold)
}

/** Everybody asks for the same expired token at the same moment. */
export async function runRound(stage: Stage, workers: Worker[], id: string, callers = CALLERS): Promise<Round> {
  await expire(stage, id)
  const before = await refreshesSeen(stage)
  const at = Date.now() + LEAD_MS
  const answers = await Promise.all(workers.map((worker) => worker.ask('storm', id, callers, at)))
  const refreshes = (await refreshesSeen(stage)) - before
  const token = await workers[0]?.ask('token', id)
  const alive = token?.ok === true && (await stage.qonto.api('membership', token.value.token)).status === 200
  return {
    ...{ refreshes, alive },
    got: [...new Set(answers.flatMap(({ got }) => got))],
    latencies: answers.flatMap(({ latencies }) => latencies),
  }
}

function describe(rounds: Round[]): string {
  const rows = rounds.map(({ refreshes, got, latencies }, index) => [
    index === 0 ? 'cold' : String(index),
    ...[refreshes, got.length].map(String),
    ...[0.5, 0.99, 1].map((share) => ms(percentile(latencies, share))),
  ])
  return table([['round', 'refreshes', 'different answers', 'p50', 'p99', 'slowest'], ...rows])
}

function judge(rounds: Round[], cold: Round): Finding[] {
  const all = rounds.flatMap(({ latencies }) => latencies)
  const [p50, p99] = [percentile(all, 0.5), percentile(all, 0.99)]
  const worst = Math.max(...rounds.map(({ latencies }) => percentile(latencies, 0.99)))
  const single = rounds.filter(({ refreshes }) => refreshes === 1).length
  const same = rounds.filter(({ got, alive }) => got.length === 1 && alive).length
  const of = `of ${rounds.length}`
  return [
    {
      promise: `exactly 1 refresh for ${PROCESSES} x ${CALLERS} callers`,
      measured: `${single} ${of} rounds`,
      kept: single === rounds.length,
    },
    {
      promise: 'all get the same new token, and Qonto accepts it',
      measured: `${same} ${of} rounds`,
      kept: same === rounds.length,
    },
    {
      promise: `p99 <= ${LATENCY_MS} ms of Qonto + ${OURS_MS} ms`,
      measured: `p50 ${ms(p50)}, p99 ${ms(p99)} (${(p99 / LATENCY_MS).toFixed(2)} x Qonto's latency), worst round's p99 ${ms(worst)}; without Qonto's keys ${ms(percentile(cold.latencies, 0.99))}`,
      kept: p99 <= LATENCY_MS + OURS_MS,
    },
  ]
}
