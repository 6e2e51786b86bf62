import 'server-only'
import { PgBoss } from 'pg-boss'
import { pool } from '#lib/db'
import { doDueWork } from '#lib/jobs/do-due-work'
import { forgetLimits } from '#lib/jobs/forget-limits'
import { forgetOld } from '#lib/jobs/forget-old'
import { keyState } from '#lib/keys/key-check'
import { log, nameOf } from '#lib/log'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { handleLeftovers } from '#lib/withdrawal/handle-delivery'

export const DUE_WORK = 'due-work'
const FORGET_OLD = 'forget-old'
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
  // One run at a time for the whole fleet, however many replicas work on the queue.
  await boss.createQueue(DUE_WORK, { policy: 'exclusive', retryLimit: 0, expireInSeconds: 120 })
  await boss.schedule(DUE_WORK, '* * * * *')
  await boss.work(DUE_WORK, { pollingIntervalSeconds: 5 }, () => runDueWork(stopping))
  await boss.createQueue(FORGET_OLD, { policy: 'exclusive', retryLimit: 0, expireInSeconds: 120 })
  await boss.schedule(FORGET_OLD, '17 3 * * *')
  await boss.work(FORGET_OLD, { pollingIntervalSeconds: 60 }, () => runForgetOld(stopping))
  // Also at start: a dashboard that is switched off at night would otherwise never forget.
  await boss.send(FORGET_OLD)
}

async function runDueWork(stopping: AbortSignal): Promise<void> {
  const looked = await doDueWork(performance.now() + RUN_FOR_MS, stopping)
  if (!stopping.aborted) await Promise.all([handleLeftovers(), forgetLimits()])
  const { revoked, failed } = stopping.aborted ? { revoked: 0, failed: 0 } : await revokeQueued(50)
  if (looked + revoked + failed > 0) log.info('due_work_done', { count: looked })
}

async function runForgetOld(stopping: AbortSignal): Promise<void> {
  const count = await forgetOld(performance.now() + RUN_FOR_MS, stopping)
  if (count > 0) log.info('old_rows_forgotten', { count })
}
