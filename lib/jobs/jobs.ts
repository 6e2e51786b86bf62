import 'server-only'
import { doDueWork } from '#lib/jobs/do-due-work'
import { forgetLimits } from '#lib/jobs/forget-limits'
import { forgetOld } from '#lib/jobs/forget-old'
import { log } from '#lib/log'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { tellExpiringKeys } from '#lib/told/tell-of-key'
import { forgetFormerSecrets } from '#lib/told/webhooks/forget-former-secrets'
import { handleLeftovers } from '#lib/withdrawal/handle-delivery'

/** One thing that is done for the whole fleet without a request. */
export interface Job {
  /** Of its queue in the database. */
  name: string
  /** When, in UTC. */
  cron: string
  /** How often a replica looks whether it is due. */
  pollingIntervalSeconds: number
  /** Also whenever a replica starts: one that is switched off at night would otherwise never do it. */
  alsoAtStart: boolean
  /**
   * May run twice, and asks the database for the time.
   * @param until on the clock of `performance.now()`
   * @param stopping takes up nothing new once this is aborted
   */
  run(until: number, stopping: AbortSignal): Promise<void>
}

export const DUE_WORK = 'due-work'

export const JOBS: readonly Job[] = [
  { name: DUE_WORK, cron: '* * * * *', pollingIntervalSeconds: 5, alsoAtStart: false, run: runDueWork },
  { name: 'tell-expiring-keys', cron: '41 * * * *', pollingIntervalSeconds: 60, alsoAtStart: true, run: runTellKeys },
  { name: 'forget-old', cron: '17 3 * * *', pollingIntervalSeconds: 60, alsoAtStart: true, run: runForgetOld },
]

async function runDueWork(until: number, stopping: AbortSignal): Promise<void> {
  const looked = await doDueWork(until, stopping)
  if (!stopping.aborted) await Promise.all([handleLeftovers(), forgetLimits()])
  const { revoked, failed } = stopping.aborted ? { revoked: 0, failed: 0 } : await revokeQueued(50)
  if (looked + revoked + failed > 0) log.info('due_work_done', { count: looked })
}

async function runTellKeys(): Promise<void> {
  const count = await tellExpiringKeys()
  if (count > 0) log.info('expiring_keys_told', { count })
}

async function runForgetOld(until: number, stopping: AbortSignal): Promise<void> {
  await forgetFormerSecrets()
  const count = await forgetOld(until, stopping)
  if (count > 0) log.info('old_rows_forgotten', { count })
}
