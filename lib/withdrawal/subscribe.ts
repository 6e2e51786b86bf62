import 'server-only'
import { accessToken } from '#lib/access/access-token'
import { takeTurn } from '#lib/access/take-turn'
import { recordActivity } from '#lib/connection/activity'
import type { TokenRefusal } from '#lib/connection/failures'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { newSecret } from '#lib/ids'
import { inFlight } from '#lib/in-flight'
import { keyState } from '#lib/keys/key-check'
import { createSubscription } from '#lib/keys/sealed-store'
import { ApiError, type ApiFailure, subscribeToRevocations, unsubscribe } from '#lib/qonto/api'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { fail, ok, type Result } from '#lib/result'
import { webhookCallback } from '#lib/withdrawal/callback-url'
import { unsubscribeWebhooks } from '#lib/withdrawal/unsubscribe'

export type SubscribeRefusal = TokenRefusal | ApiFailure | 'not_offered' | 'too_soon'

/**
 * Has Qonto report at once when the consent is withdrawn. The twin of `unsubscribe`.
 * @param callbackUrl only tests name one: Qonto accepts public https addresses and nothing else
 */
export async function subscribeWebhook(
  row: Connection,
  callbackUrl = webhookCallback(settings()),
): Promise<Result<undefined, SubscribeRefusal>> {
  if (callbackUrl === null || !row.grantedScopes.includes('webhook')) return fail('not_offered')
  if ((await keyState()) !== 'ready') return fail('locked')
  if (!(await takeTurn(row))) return fail('too_soon')
  const token = await accessToken(row.id, { cause: 'check' })
  if (!token.ok) return token
  // One of an earlier permission may or may not still be delivered to. Two subscriptions would report everything twice.
  return inFlight(async () => {
    await unsubscribeWebhooks(row.id, token.value.token)
    return subscribe(row, token.value.token, callbackUrl)
  })
}

async function subscribe(row: Connection, token: string, callbackUrl: string): Promise<Result<undefined, ApiFailure>> {
  const qonto = qontoEndpoints(settings())
  try {
    const made = await subscribeToRevocations(qonto, { accessToken: token, callbackUrl, secret: newSecret() })
    await remember(row, made).catch(async (error: unknown) => {
      // Its secret would be lost, and its deliveries refused.
      await unsubscribe(qonto, { accessToken: token, subscriptionId: made.id }).catch(() => undefined)
      throw error
    })
    return ok()
  } catch (error) {
    if (error instanceof ApiError) return fail(error.failure)
    throw error
  }
}

async function remember({ id, userId }: Connection, made: { id: string; secret: string }): Promise<void> {
  await db().$transaction(async (tx) => {
    await createSubscription(tx, { connectionId: id, subscriptionId: made.id, secret: made.secret })
    await recordActivity(tx, { event: 'webhook_subscribed', actor: 'you', outcome: 'done', userId, connectionId: id })
  })
}
