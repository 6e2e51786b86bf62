import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { VERSION } from '#lib/version'

/** Of a request whose answer must be there after five seconds. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Everything that `/metrics` can say. Each value of a label is a word of a closed list: no id, no name, nothing that was sent. */
function create() {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  return {
    registry,
    build: gauge('mooring_build_info', 'Always 1.', ['version', 'node']),
    logLines: counter('mooring_log_lines_total', 'Lines written to the log.', ['level']),
    signIns: counter('mooring_sign_ins_total', 'Ways to Qonto and back by how they ended, or did not begin.', [
      'outcome',
    ]),
    refreshes: counter('mooring_refreshes_total', 'Refreshes by why they were made and how they ended.', [
      'cause',
      'outcome',
    ]),
    calls: counter('mooring_api_calls_total', 'Calls to /api/v1 by kind and class of status.', ['kind', 'status']),
    deliveries: counter('mooring_deliveries_total', 'Attempts to tell somebody.', ['channel', 'outcome']),
    qonto: new Histogram({
      ...{ name: 'mooring_qonto_request_duration_seconds', help: 'Requests to Qonto until the answer was there.' },
      ...{ labelNames: ['endpoint', 'result'] as const, buckets: SECONDS, registers },
    }),
    connections: gauge('mooring_connections', 'Connections of the whole database as the jobs have seen them last.', [
      'stand',
    ]),
    queueLag: gauge('mooring_queue_lag_seconds', 'For how long the oldest due piece of work has been due.', ['queue']),
    databaseUp: gauge('mooring_database_up', '1 when the database answers this process in time.'),
    keyRing: gauge('mooring_key_ring_ready', '1 when the encryption keys open what is stored.'),
    brake: gauge('mooring_fleet_brake', '1 while the brake over the whole fleet is on.'),
    pool: gauge('mooring_database_pool_connections', 'Connections of this process, and who waits for one.', ['state']),
    poolSize: gauge('mooring_database_pool_size', 'How many connections this process may open at the moment.'),
  }
}

export type Metrics = ReturnType<typeof create>

const holder = globalThis as typeof globalThis & { dashboardInstruments?: Metrics }

/** The one registry of this process; on `globalThis`, because Next and the server load this module each for itself. */
export function metrics(): Metrics {
  holder.dashboardInstruments ??= create()
  return holder.dashboardInstruments
}

/** Adds what costs something to measure: event loop, memory, garbage. Only where somebody may ask. */
export function measureProcess(): void {
  const { registry, build } = metrics()
  if (registry.getSingleMetric('nodejs_eventloop_lag_seconds')) return
  build.set({ version: VERSION, node: process.versions.node }, 1)
  collectDefaultMetrics({ register: registry })
}

/** As a label: `2xx` of 204. */
export function classOf(status: number): string {
  return `${Math.floor(status / 100)}xx`
}
