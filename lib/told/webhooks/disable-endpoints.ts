import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { type DatabaseTransaction, db } from '#lib/db'
import { settings } from '#lib/env'
import { FAILING_DAYS } from '#lib/told/webhooks/endpoint-catalogue'
import { writeEvent } from '#lib/told/write-event'

const BATCH = 20

/** Ends the endpoints that have said that they are gone, and those of which nothing was heard for days, and tells their owners. */
export async function disableEndpoints(): Promise<void> {
  await db().$transaction(async (tx) => {
    const rows = await tx.$queryRaw<Array<{ id: string; userId: string }>>`
      SELECT id, user_id AS "userId" FROM webhook_endpoints
       WHERE disabled_at IS NULL
         AND (disabled_reason = 'gone' OR failing_since < now() - make_interval(days => ${FAILING_DAYS}::int))
       LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`
    for (const row of rows) await disable(tx, row)
  })
}

async function disable(tx: DatabaseTransaction, { id, userId }: { id: string; userId: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_endpoints SET disabled_at = now(), disabled_reason = coalesce(disabled_reason, 'failing')
     WHERE id = ${id}::uuid`
  await recordActivity(tx, { event: 'endpoint_disabled', actor: 'system', outcome: 'done', userId })
  const data = { endpoint_id: id, action_url: `${settings().origin}/notifications` }
  await writeEvent(tx, { userId, connectionId: null }, { type: 'webhook.disabled', data })
}
