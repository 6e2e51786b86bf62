import 'server-only'
import { PgBoss } from 'pg-boss'
import { keyState } from '#lib/connection/canary'
import { databaseOrigin } from '#lib/connection/origin'
import { revokeQueued } from '#lib/connection/revoke-queued'
import { isUnreachable } from '#lib/db'
import { settings } from '#lib/env'
import { doDueWork } from '#lib/jobs/do-due-work'
import { expireHolds } from '#lib/jobs/expire-holds'
import { forgetLimits } from '#lib/jobs/forget-limits'
import { forgetOld } from '#lib/jobs/forget-old'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { log, nameOf } from '#lib/log'

export interface Jobs {
  /** Takes no new work, lets what runs finish, and resolves when it has. */
  stop(): Promise<void>
}

const SWEEP_EVERY_MS = 2_000
const DUE_WORK = 'due-work'
const FORGET_OLD = 'forget-old'
/** Less than the minute between two runs, so that runs never pile up. */
const RUN_FOR_MS = 50_000

/** Starts the background work of this replica: the sweeper, and its share of the queue that all replicas have together. */
export async function startJobs(): Promise<Jobs> {
  // First of all, so that a new key is known to the database, and a wrong one in the log, before anything else happens.
  await keyState()
  const stopSweeping = startSweeping()
  const boss = new PgBoss({ connectionString: settings().databaseUrl, max: 2, application_name: 'mooring-jobs' })
  boss.on('error', (error) => log.warn('job_queue_error', { cause: nameOf(error) }))
  await boss.start()
  // One run at a time for the whole fleet, however many replicas work on the queue.
  await boss.createQueue(DUE_WORK, { policy: 'exclusive', retryLimit: 0, expireInSeconds: 120 })
  await boss.schedule(DUE_WORK, '* * * * *')
  await boss.work(DUE_WORK, { pollingIntervalSeconds: 5 }, runDueWork)
  await boss.createQueue(FORGET_OLD, { policy: 'exclusive', retryLimit: 0, expireInSeconds: 120 })
  await boss.schedule(FORGET_OLD, '17 3 * * *')
  await boss.work(FORGET_OLD, { pollingIntervalSeconds: 60 }, runForgetOld)
  // Also at start: a dashboard that is switched off at night would otherwise never forget.
  await boss.send(FORGET_OLD)
  return {
    stop: async () => {
      await Promise.all([stopSweeping(), boss.stop({ graceful: true, timeout: 10_000 })])
    },
  }
}

async function runDueWork(): Promise<void> {
  await databaseOrigin()
  const looked = await doDueWork(performance.now() + RUN_FOR_MS)
  await Promise.all([expireHolds(), forgetLimits()])
  const { revoked, failed } = await revokeQueued(50)
  if (looked + revoked + failed > 0) log.info('due_work_done', { count: looked })
}

async function runForgetOld(): Promise<void> {
  const count = await forgetOld(performance.now() + RUN_FOR_MS)
  if (count > 0) log.info('old_rows_forgotten', { count })
}

function startSweeping(): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = sweepAttempts()
      .catch((error: unknown) => {
        // While the database is away every sweep fails; the pages say so, the log need not repeat it.
        if (!isUnreachable(error)) log.error('sweep_failed', { cause: nameOf(error) })
      })
      .finally(() => {
        busy = false
      })
  }, SWEEP_EVERY_MS)
  return async () => {
    clearInterval(timer)
    await running
  }
}
