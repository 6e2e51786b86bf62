import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { after } from 'next/server'
import { throttleAddress } from '#lib/auth/limits/limit'
import { readBody } from '#lib/auth/read-body'
import { isUnreachable } from '#lib/db'
import { log, nameOf } from '#lib/log'
import { acceptDelivery, type Delivery, type DeliveryRefusal } from '#lib/withdrawal/accept-delivery'
import { handleDelivery } from '#lib/withdrawal/handle-delivery'

const MAX_BODY_BYTES = 64 * 1024
/** Qonto waits one second for an answer. What is not done by then goes on after it, and is written down so that another process can finish it. */
const ANSWER_AFTER_MS = 600

const STATUS: Record<DeliveryRefusal, number> = { malformed: 400, unsigned: 401 }

/**
 * Handles Qonto's webhooks. The effect is written down before the answer whenever it takes less than a second, so
 * that an own failure is answered with 503 and Qonto delivers again.
 */
export async function handleWebhook(
  request: Request,
  later: (task: () => Promise<void>) => void = after,
): Promise<Response> {
  try {
    const spent = await throttleAddress('webhook', request.headers)
    if (!spent.ok) return answer(429, { 'Retry-After': String(spent.reason.retryAfter) })
    const body = await readBody(request, MAX_BODY_BYTES)
    if (!body.ok) return answer(413)
    const delivery = await acceptDelivery(body.value, request.headers.get('x-qonto-signature'))
    if (!delivery.ok) {
      log.warn('webhook_refused', { code: delivery.reason })
      return answer(STATUS[delivery.reason])
    }
    return (await settle(delivery.value, later)) ? answer(200) : answer(503)
  } catch (error) {
    log.error('webhook_failed', { cause: nameOf(error) })
    return answer(isUnreachable(error) ? 503 : 500)
  }
}

/** False when it failed before the answer was due. */
async function settle({ id, revocation }: Delivery, later: (task: () => Promise<void>) => void): Promise<boolean> {
  if (!revocation) return true
  const settling = handleDelivery(id, revocation).then(
    () => true,
    (error: unknown) => {
      log.error('withdrawal_not_settled', { cause: nameOf(error) })
      return false
    },
  )
  const first = await Promise.race([settling, wait(ANSWER_AFTER_MS, null, { ref: false })])
  if (first !== null) return first
  later(async () => void (await settling))
  return true
}

function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...headers, 'Cache-Control': 'no-store' } })
}
