import { openBuiltStage } from '#bench/measure/open-built-stage'
import { parentOf, processorTime, processorTimeOfTree } from '#bench/measure/processor-time'
import { type Result, resultOf } from '#bench/measure/result'
import { type Served, serveBare, serveOurs } from '#bench/measure/serve'
import { Streams, type Target } from '#bench/measure/streams'
import { percentile } from '#e2e/chaos/report'
import type { Stage } from '#e2e/chaos/stage'
import type { Running } from '#scripts/command/run-command'
import { progress } from '#server/terminal'

const STREAMS = 64
const CALLS = 2_000
const TURNS = 4
const GOAL = 0.75
const PROCESSES = 4
const CALLERS = 250

interface Route extends Target {
  name: string
  pid: number
  streams: Streams
}

interface Sample {
  perSecond: number
  /** Milliseconds of processor time for one call. */
  server: number
  database: number
  p50: number
  p99: number
}

/** The token call beside a bare route of Next with one query, and at the moment when a token expires. */
export async function benchToken(running: Running, rounds: number, profile: string | null): Promise<Result[]> {
  const stage = await openBuiltStage(running)
  const { connection, keys } = await progress('Making a person with a connection and keys', async () => {
    const { prepareVisitor } = await import('#bench/measure/visitor')
    return prepareVisitor(running, true)
  })
  const bare = await serveBare(running)
  const ours = await serveOurs(running, profile)
  const route = (name: string, { url, pid }: Served, path: string, body: object): Route => {
    const streams = new Streams(STREAMS)
    return { name, url: new URL(path, url).href, pid, keys, streams, body: JSON.stringify(body) }
  }
  const call = `/api/v1/connections/${connection}/token`
  const routes = [
    route('bare route, one query', bare, '/row', { id: connection }),
    route('token call, fresh token', ours, call, { min_ttl: 60 }),
  ] as const
  const samples = await measure(stage, routes, rounds, running.signal)
  for (const { streams } of routes) streams.end()
  const others = await Promise.all(Array.from({ length: PROCESSES - 1 }, () => serveOurs(running)))
  const targets = [ours, ...others].map(({ url }) => ({ url: new URL(call, url).href, keys, body: '' }))
  const storm = await progress(`${PROCESSES} processes, ${CALLERS} callers each, an expired token`, () =>
    callAtExpiry(stage, connection, targets),
  )
  return [...resultsOf(routes, samples), ...resultsOfStorm(storm)]
}

async function measure(stage: Stage, routes: readonly Route[], rounds: number, signal: AbortSignal) {
  const [backend] = await stage.sql<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const postgres = parentOf(backend?.pid ?? 0)
  const samples = new Map(routes.map((route) => [route, [] as Sample[]]))
  await progress(`Measuring, ${rounds} rounds of ${CALLS} calls in ${STREAMS} streams`, async () => {
    for (const route of routes) await load(route, postgres, CALLS)
    for (let round = 0; round < rounds * TURNS; round++)
      for (const route of routes) {
        signal.throwIfAborted()
        samples.get(route)?.push(await load(route, postgres, CALLS / TURNS))
      }
  })
  return samples
}

/** One turn. The routes take turns, so that whatever else the machine does meets them alike. */
async function load(route: Route, postgres: number, calls: number): Promise<Sample> {
  const before = { server: processorTime(route.pid), database: processorTimeOfTree(postgres), at: performance.now() }
  const times = (await route.streams.send(route, calls)).map(({ ms }) => ms)
  return {
    perSecond: (calls * 1_000) / (performance.now() - before.at),
    server: (processorTime(route.pid) - before.server) / calls,
    database: (processorTimeOfTree(postgres) - before.database) / calls,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  }
}

interface Storm {
  tokens: number
  refreshes: number
  ms: number
}

/** All at once, from every process. Any answer that is not 200 has ended the measurement before. */
async function callAtExpiry(stage: Stage, connection: string, targets: Target[]): Promise<Storm> {
  const refreshes = async () => (await stage.qonto.command('state')).counts.requests.refresh ?? 0
  const before = await refreshes()
  await stage.sql('UPDATE connections SET access_expires_at = now(), next_attempt_at = NULL WHERE id = $1', [
    connection,
  ])
  const began = performance.now()
  const answers = await Promise.all(
    targets.map(async (target) => {
      const callers = new Streams(CALLERS)
      const answered = await callers.send(target, CALLERS)
      callers.end()
      return answered
    }),
  )
  const tokens = new Set(answers.flat().map(({ text }) => (JSON.parse(text) as { access_token: string }).access_token))
  return { tokens: tokens.size, refreshes: (await refreshes()) - before, ms: performance.now() - began }
}

function resultsOf([bare, ours]: readonly [Route, Route], samples: Map<Route, Sample[]>): Result[] {
  const of = (route: Route, field: keyof Sample) => (samples.get(route) ?? []).map((sample) => sample[field])
  const beside = of(bare, 'perSecond')
  const ratios = of(ours, 'perSecond').map((each, turn) => each / (beside[turn] ?? Number.NaN))
  const goal = { at: GOAL, is: 'least' } as const
  return [
    resultOf('token call: throughput', ratios, 'of a bare route with one query', goal),
    ...[bare, ours].flatMap((route) => [
      resultOf(`${route.name}: processor time`, of(route, 'server'), 'ms'),
      resultOf(`${route.name}: PostgreSQL`, of(route, 'database'), 'ms'),
      resultOf(`${route.name}: p99 in ${STREAMS} streams`, of(route, 'p99'), 'ms'),
    ]),
  ]
}

function resultsOfStorm({ refreshes, tokens, ms }: Storm): Result[] {
  const callers = `${CALLERS * PROCESSES} callers at expiry`
  const one = { at: 1, is: 'most' } as const
  return [
    resultOf(`${callers}: refreshes at Qonto`, [refreshes], '', one),
    resultOf(`${callers}: different tokens`, [tokens], '', one),
    resultOf(`${callers}: the last answer`, [ms], 'ms'),
  ]
}
