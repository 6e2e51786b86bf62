import 'server-only'
import { SIGN_IN_ERRORS } from '#lib/auth/transaction/sign-in-errors'
import { isBraked } from '#lib/connection/fleet/fleet-brake'
import { pool, prepared } from '#lib/db'
import { waitAtMost } from '#lib/deadline'
import { settings } from '#lib/env'
import { keyState } from '#lib/keys/key-check'
import { countByStand } from '#lib/loaders/installation/count-by-stand'
import { metrics } from '#lib/observe/metrics'
import { CHANNELS } from '#lib/told/channels'

const ANSWER_WITHIN_MS = 2_000
/** Counting a million connections takes a while, and what the count is for changes slowly. */
const REMEMBER_MS = 60_000

let counted = Number.NEGATIVE_INFINITY

/** Everything that this process has to say, in the text format of Prometheus. Answers while the database is away, too. */
export async function loadMetrics(): Promise<string> {
  const { registry, databaseUp, keyRing, queueLag } = metrics()
  beginAtZero()
  countSometimes().catch(() => {
    counted = Number.NEGATIVE_INFINITY
  })
  measurePool()
  const isUp = await waitAtMost(ANSWER_WITHIN_MS, measureDatabase()).then(
    () => true,
    () => false,
  )
  databaseUp.set(isUp ? 1 : 0)
  // An old number would pass for a new one, and a zero for missing keys.
  if (!isUp) {
    queueLag.reset()
    keyRing.remove()
  }
  return registry.metrics()
}

/** A series that begins with the first event hides that event: nothing has increased since before. */
function beginAtZero(): void {
  const { signIns, deliveries, calls, logLines } = metrics()
  for (const outcome of ['signed_in', ...SIGN_IN_ERRORS]) signIns.inc({ outcome }, 0)
  for (const { name: channel } of CHANNELS)
    for (const outcome of ['delivered', 'failed', 'given_up', 'overtaken', 'unwanted'])
      deliveries.inc({ channel, outcome }, 0)
  for (const kind of ['token', 'pass_through', 'other'])
    for (const status of ['2xx', '4xx', '5xx']) calls.inc({ kind, status }, 0)
  for (const level of ['info', 'warn', 'error']) logLines.inc({ level }, 0)
}

function measurePool(): void {
  const { pool: gauge, poolSize } = metrics()
  const { totalCount, idleCount, waitingCount, options } = pool()
  gauge.set({ state: 'used' }, totalCount - idleCount)
  gauge.set({ state: 'idle' }, idleCount)
  gauge.set({ state: 'waiting' }, waitingCount)
  poolSize.set(options.max ?? 0)
}

async function measureDatabase(): Promise<void> {
  const { queueLag, keyRing, brake } = metrics()
  const [lags, keys, isOn] = await Promise.all([findLags(), keyState(), isBraked()])
  for (const { queue, seconds } of lags) queueLag.set({ queue }, seconds)
  keyRing.set(keys === 'ready' ? 1 : 0)
  brake.set(isOn ? 1 : 0)
}

/** The first entry of an index each, whatever the number of rows. */
async function findLags(): Promise<Array<{ queue: string; seconds: number }>> {
  const { environment, clientId } = settings()
  return prepared(
    'queue_lags',
    `SELECT queue, greatest(0, coalesce(extract(epoch FROM now() - since), 0))::float8 AS seconds FROM (
       SELECT 'connections' AS queue, (SELECT due_at FROM connections
         WHERE due_at < now() AND environment = $1::environment AND client_id = $2 ORDER BY due_at LIMIT 1) AS since
       UNION ALL SELECT 'transitions', (SELECT tell_at FROM connections
         WHERE tell_at < now() AND environment = $1::environment ORDER BY tell_at LIMIT 1)
       UNION ALL SELECT channel, (SELECT min(next_attempt_at) FROM deliveries d
         WHERE d.channel = channels.channel AND next_attempt_at < now())
         FROM unnest(ARRAY['mail', 'webhook']) AS channels(channel)) AS queues`,
    [environment, clientId],
  )
}

/** For the next scrape: a count that takes long must not look like a database that is away. */
async function countSometimes(): Promise<void> {
  if (performance.now() - counted < REMEMBER_MS) return
  counted = performance.now()
  const stands = await countByStand()
  const { connections } = metrics()
  connections.reset()
  for (const { stand, count } of stands) connections.set({ stand: stand ?? 'new' }, count)
}
