import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { TRANSIENT_FAILURES } from '#lib/connection/failures'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { log } from '#lib/log'
import { ApiError, unsubscribe } from '#lib/qonto/api'
import { qontoEndpoints } from '#lib/qonto/endpoints'

/**
 * Takes back what a connection has subscribed to, as far as Qonto answers. Best effort: a subscription that is left over
 * tells us about a consent that has ended anyway, so nothing ever waits for this. Never throws for what Qonto answers.
 */
export async function unsubscribeWebhooks(connectionId: string, accessToken: string): Promise<void> {
  const rows = await db().webhookSubscription.findMany({
    where: { connectionId },
    select: { id: true, subscriptionId: true },
  })
  for (const { id, subscriptionId } of rows) {
    if (!(await takeBack(subscriptionId, accessToken))) continue
    await db().webhookSubscription.deleteMany({ where: { id } })
    await recordActivity(db(), { event: 'webhook_unsubscribed', actor: 'system', outcome: 'done', connectionId })
  }
}

/** Takes back one subscription. True when it is gone, or when asking again would not help. */
export async function takeBack(subscriptionId: string, accessToken: string): Promise<boolean> {
  try {
    await unsubscribe(qontoEndpoints(settings()), { accessToken, subscriptionId })
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    log.warn('webhook_not_unsubscribed', { code: error.failure, traceId: error.traceId })
    return !TRANSIENT_FAILURES.has(error.failure)
  }
}
