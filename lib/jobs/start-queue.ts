import 'server-only'
import { PgBoss } from 'pg-boss'
import { pool } from '#lib/db'
import { JOBS } from '#lib/jobs/jobs'
import { keyState } from '#lib/keys/key-check'
import { log, nameOf } from '#lib/log'

/** Less than the minute between two runs, so that runs never pile up. */
const RUN_FOR_MS = 50_000
/** As long as the launcher waits for anything that it stops. A run that was told to stop needs the time of a few requests. */
const STOP_WITHIN_MS = 20_000

/**
 * Starts this replica's share of the queue that all replicas have together. A start that fails leaves nothing behind.
 * @param stopping the work that runs takes up nothing new once this is aborted
 * @returns stops it, and resolves when what was under way is through
 */
export async function startQueue(stopping: AbortSignal): Promise<() => Promise<void>> {
  // First of all, so that a new key is known to the database, and a wrong one in the log, before anything else happens.
  await keyState()
  // Through the one pool of this process: one number says how many connections it opens, and no query waits for ever.
  const boss = new PgBoss({ db: { executeSql: (text, values) => pool().query(text, values) } })
  boss.on('error', (error) => log.warn('job_queue_error', { cause: nameOf(error) }))
  try {
    await boss.start()
    await takePart(boss, stopping)
  } catch (error) {
    // Half a start holds connections and timers, and another one follows.
    await boss.stop({ graceful: false }).catch(() => undefined)
    throw error
  }
  return () => boss.stop({ graceful: true, timeout: STOP_WITHIN_MS })
}

async function takePart(boss: PgBoss, stopping: AbortSignal): Promise<void> {
  for (const { name, cron, pollingIntervalSeconds, alsoAtStart, run } of JOBS) {
    // One run at a time for the whole fleet, however many replicas work on the queue.
    await boss.createQueue(name, { policy: 'exclusive', retryLimit: 0, expireInSeconds: 120 })
    await boss.schedule(name, cron)
    // First, because whoever begins to work looks at once, and then not for as long as the job has for its interval.
    if (alsoAtStart) await boss.send(name)
    await boss.work(name, { pollingIntervalSeconds }, () => run(performance.now() + RUN_FOR_MS, stopping))
  }
}
