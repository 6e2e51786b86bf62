import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Answer, empty } from '#simulator/answer'
import type { Caller } from '#simulator/api/api'
import { apiAnswer, apiError } from '#simulator/api/api-errors'
import { memberById } from '#simulator/people/find-people'
import type { Call } from '#simulator/request'
import type { Subscription } from '#simulator/store/store-types'
import type { World } from '#simulator/types'

export const CONSENT_REVOCATIONS = 'v1/consent-revocations'

/** Qonto gives the receiver one second, and tries again later; here each event is sent once. */
const ANSWER_WITHIN_MS = 1_000

const wishSchema = z.object({
  callback_url: z.string().max(512),
  types: z.array(z.string()).min(1),
  secret: z.string().min(32).max(128).optional(),
  description: z.string().max(256).optional(),
})

/** POST /v2/webhook_subscriptions */
export async function subscribe({ member }: Caller, world: World, call: Call): Promise<Answer> {
  const wish = wishSchema.safeParse(parse(call.body))
  if (!wish.success) return apiError(422, 'unprocessable_entity', z.prettifyError(wish.error))
  if (!isReachable(world, wish.data.callback_url))
    return apiError(422, 'unprocessable_entity', 'callback_url must be a publicly reachable https address.')
  const { membership } = member
  const subscription: Subscription = {
    id: randomUUID(),
    membershipId: membership.id,
    callbackUrl: wish.data.callback_url,
    types: wish.data.types,
    secret: wish.data.secret ?? randomBytes(32).toString('hex'),
  }
  world.store.subscriptions.set(subscription.id, subscription)
  await world.store.save()
  return apiAnswer(201, describe(subscription))
}

/** GET /v2/webhook_subscriptions, one page. */
export async function listSubscriptions({ member }: Caller, { store }: World): Promise<Answer> {
  const own = [...store.subscriptions.values()].filter(({ membershipId }) => membershipId === member.membership.id)
  const meta = {
    current_page: 1,
    next_page: null,
    prev_page: null,
    total_pages: 1,
    total_count: own.length,
    per_page: 100,
  }
  return apiAnswer(200, { webhook_subscriptions: own.map(describe), meta })
}

/** DELETE /v2/webhook_subscriptions/:id */
export async function unsubscribe({ member }: Caller, { store }: World, call: Call): Promise<Answer> {
  const id = call.path.split('/').at(-1) ?? ''
  if (store.subscriptions.get(id)?.membershipId !== member.membership.id)
    return apiError(404, 'not_found', 'The webhook subscription does not exist.')
  store.subscriptions.delete(id)
  await store.save()
  return empty(204)
}

/** Https, as Qonto says; http on this computer only after it was switched on, because no test has a public address. */
function isReachable({ plainCallbacks }: World, text: string): boolean {
  const url = URL.parse(text)
  if (url?.protocol === 'https:') return !isOurs(url)
  return plainCallbacks && url?.protocol === 'http:' && isOurs(url)
}

function isOurs({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}

function describe({ id, membershipId, callbackUrl, types, secret }: Subscription) {
  const organization_id = memberById(membershipId)?.organization.id ?? ''
  return { id, organization_id, membership_id: membershipId, callback_url: callbackUrl, types, secret }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}

/** What an event says; everything may be said otherwise, to see what the app makes of it. */
export const webhookSchema = z.strictObject({
  subscriptionId: z.string().optional(),
  membershipId: z.string().optional(),
  type: z.string().default(CONSENT_REVOCATIONS),
  id: z.string().optional(),
  clientId: z.string().optional(),
  revokedAt: z.string().optional(),
  /** How old the signature is. */
  ageSeconds: z.int().default(0),
  wrongSecret: z.boolean().default(false),
})
export type WebhookWish = z.infer<typeof webhookSchema>

/** Tells every subscription that the wish fits, and resolves when all of them have answered or run out of time. */
export async function sendWebhooks(world: World, wish: WebhookWish): Promise<void> {
  const meant = [...world.store.subscriptions.values()].filter(
    ({ id, membershipId, types }) =>
      (wish.subscriptionId ?? id) === id &&
      (wish.membershipId ?? membershipId) === membershipId &&
      types.includes(wish.type),
  )
  await Promise.all(meant.map((subscription) => send(world, subscription, wish)))
}

async function send(world: World, subscription: Subscription, wish: WebhookWish): Promise<void> {
  const { organization_id, membership_id } = describe(subscription)
  const now = new Date(Date.now()).toISOString()
  const id = wish.id ?? randomUUID()
  const body = JSON.stringify({
    ...{ id, subscription_id: subscription.id, organization_id, membership_id, type: wish.type, created_at: now },
    data: { client_id: wish.clientId ?? world.options.clientId, revoked_at: wish.revokedAt ?? now },
  })
  const at = Math.floor(Date.now() / 1000) - wish.ageSeconds
  const headers = {
    'content-type': 'application/json',
    'X-Qonto-Signature': signatureOf(body, at, wish.wrongSecret ? 'w'.repeat(32) : subscription.secret),
  }
  const status = await fetch(subscription.callbackUrl, {
    ...{ method: 'POST', headers, body, redirect: 'manual' },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).then(
    (response) => response.status,
    () => 0,
  )
  world.deliveries.push({ at: now, id, subscriptionId: subscription.id, type: wish.type, status })
}

/** `t=<unix>,v1=<hex>`: HMAC-SHA256 over `<t>.<raw body>`. */
export function signatureOf(body: string, at: number, secret: string): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`
}
