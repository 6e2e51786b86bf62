import { z } from 'zod'
import { sendWebhooks, webhookSchema } from '#simulator/api/webhooks'
import { noTrips } from '#simulator/authorization/trips'
import { clockOffset, setClockOffset } from '#simulator/clock'
import { noFailures } from '#simulator/failures/failures'
import { newLimiter } from '#simulator/failures/rate-limit'
import { newSigningKey } from '#simulator/id-token/signing-keys'
import { fullName, memberById } from '#simulator/people/find-people'
import { newRequestLog } from '#simulator/request-log'
import { expireTokens, isConsentLive, isLive, revokeConsent } from '#simulator/store/store'
import type { World } from '#simulator/types'

const limit = z.int().min(0).optional()
export const limitsSchema = z
  .strictObject({ per10Seconds: limit, per10Minutes: limit, unauthorizedPerHour: limit })
  .transform(withoutUndefined)
export const revokeSchema = z.union([
  z.strictObject({ grantId: z.string() }),
  z.strictObject({ membershipId: z.string() }),
  z.strictObject({ all: z.literal(true) }),
])
export const expireSchema = z.strictObject({
  what: z.enum(['access', 'refresh', 'code']),
  grantId: z.string().optional(),
})

export function describeState(world: World) {
  const { store, failures, requests, limiter } = world
  const tokens = [...store.tokens.values()]
  return {
    failures: failures.active.map(({ id, failure, left }) => ({ id, ...failure, left })),
    clock: { offsetSeconds: clockOffset(), now: new Date(Date.now()).toISOString() },
    counts: { requests: requests.counts, issued: tokens.length, live: tokens.filter(isLive).length },
    latencyMs: world.latencyMs,
    limits: limiter.limits,
    redirectUris: store.redirectUris,
    webhooks: {
      plainCallbacks: world.plainCallbacks,
      subscriptions: [...store.subscriptions.values()].map(({ secret: _secret, ...subscription }) => subscription),
      deliveries: world.deliveries,
    },
    consents: [...store.consents.values()].map((consent) => {
      const member = memberById(consent.membershipId)
      return {
        grantId: consent.grantId,
        membershipId: consent.membershipId,
        person: member ? fullName(member.person) : null,
        organization: member?.organization.name ?? null,
        organizationId: member?.organization.id ?? null,
        scopes: consent.scopes,
        createdAt: new Date(consent.createdAt).toISOString(),
        live: isConsentLive(store, consent),
      }
    }),
  }
}

export async function reset(world: World, all: boolean): Promise<void> {
  setClockOffset(0)
  Object.assign(world, {
    failures: noFailures(),
    latencyMs: world.options.latencyMs ?? 0,
    limiter: newLimiter(),
    requests: newRequestLog(),
    plainCallbacks: false,
    deliveries: [],
  })
  // Keys of other kinds exist only because a test wanted a token signed with one.
  world.store.keys = world.store.keys.filter(({ jwk }) => jwk.kty === 'RSA')
  if (all) {
    world.mails = []
    world.often.clear()
    world.store.tokens.clear()
    world.store.consents.clear()
    world.store.subscriptions.clear()
    world.trips = noTrips()
  }
  await world.store.save()
}

export async function rollKey({ store }: World, drop: boolean): Promise<void> {
  if (drop) for (const key of store.keys) key.published = false
  store.keys.push(await newSigningKey())
  await store.save()
}

/** What a person does in Qonto under connected apps. Whoever subscribed is told afterwards. */
export async function revokeNow(world: World, what: z.infer<typeof revokeSchema>): Promise<void> {
  const { store } = world
  const meant = [...store.consents.values()].filter(
    (consent) =>
      'all' in what ||
      ('grantId' in what ? what.grantId === consent.grantId : what.membershipId === consent.membershipId),
  )
  const ended = new Set(meant.filter((consent) => isConsentLive(store, consent)).map((each) => each.membershipId))
  for (const consent of meant) revokeConsent(store, consent.grantId)
  await store.save()
  await Promise.all([...ended].map((membershipId) => sendWebhooks(world, webhookSchema.parse({ membershipId }))))
}

export async function expire({ store }: World, { what, grantId }: z.infer<typeof expireSchema>): Promise<void> {
  expireTokens(store, what, grantId ?? null)
  await store.save()
}

function withoutUndefined<Values extends object>(
  values: Values,
): { [Name in keyof Values]?: Exclude<Values[Name], undefined> } {
  return JSON.parse(JSON.stringify(values))
}
