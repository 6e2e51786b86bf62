import 'server-only'
import { type Principal, visibleEndpoint } from '#lib/connection/principal'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { isId, newId } from '#lib/ids'
import { inFlight } from '#lib/in-flight'
import { fail, ok, type Result } from '#lib/result'
import type { Sent } from '#lib/told/types'
import { deliver, noteHealth } from '#lib/told/webhooks/deliver'
import { TEST_TYPE } from '#lib/told/webhooks/endpoint-catalogue'

/** Sends a test to an endpoint, once and at once, also to one that is switched off, and says what came of it. */
export async function sendTest(principal: Principal, id: unknown): Promise<Result<Sent, 'gone'>> {
  const where = isId(id) ? visibleEndpoint(principal, id) : null
  const row = where && (await db().webhookEndpoint.findFirst({ where }))
  if (!row) return fail('gone')
  const event = { id: newId(), type: TEST_TYPE, at: await databaseNow() }
  const data = { endpoint_id: row.id, action_url: `${settings().origin}/notifications` }
  const delivery = { id: newId(), channel: 'webhook', receiverId: row.id, attempts: 1, nextAttemptAt: null }
  await db().event.create({
    data: { ...event, userId: row.userId, data, deliveries: { create: { ...delivery, outcome: 'sending' } } },
  })
  return inFlight(async () => {
    const sent = await deliver(row, { ...event, eventId: event.id, data })
    // It proves that somebody is there. That nobody was, while somebody was still trying things out, proves nothing.
    if (sent.outcome === 'delivered') await noteHealth(row.id, sent)
    const { outcome, ...answer } = sent
    await db().delivery.updateMany({
      where: { id: delivery.id },
      data: { outcome: outcome === 'delivered' ? outcome : 'given_up', answer, doneAt: await databaseNow() },
    })
    return ok(sent)
  })
}

/**
 * Has something delivered now: what is over begins anew, what waits for another attempt has it at once. Its id stays, so a
 * receiver that has it already knows that.
 */
export async function sendAgain(principal: Principal, deliveryId: unknown): Promise<Result<undefined, 'gone'>> {
  const delivery = isId(deliveryId) ? await db().delivery.findUnique({ where: { id: deliveryId } }) : null
  if (delivery?.channel !== 'webhook') return fail('gone')
  const { id, receiverId } = delivery
  const where = { ...visibleEndpoint(principal, receiverId), disabledReason: null }
  if (!(await db().webhookEndpoint.findFirst({ where, select: { id: true } }))) return fail('gone')
  await db().$executeRaw`
    UPDATE deliveries
       SET next_attempt_at = now(), done_at = NULL,
           attempts = CASE WHEN done_at IS NULL THEN attempts ELSE 0 END,
           outcome = CASE WHEN done_at IS NULL THEN outcome END,
           answer = CASE WHEN done_at IS NULL THEN answer END
     WHERE id = ${id}::uuid`
  return ok()
}
