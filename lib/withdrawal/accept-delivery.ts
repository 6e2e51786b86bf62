import 'server-only'
import { db } from '#lib/db'
import { newSecret } from '#lib/ids'
import { openSecret } from '#lib/keys/sealed-store'
import { CONSENT_REVOCATIONS } from '#lib/qonto/api'
import { type ConsentRevocation, consentRevocationEvent, webhookEvent } from '#lib/qonto/schemas'
import { isSignedBy, parseSignature } from '#lib/qonto/webhook-signature'
import { fail, ok, type Result } from '#lib/result'
import { leaseDelivery, toJson } from '#lib/withdrawal/handle-delivery'

/** `unsigned` says no more than that: a stranger must not learn which subscriptions exist. */
export type DeliveryRefusal = 'malformed' | 'unsigned'

export interface Delivery {
  id: string
  /** Null when there is nothing to do: an event that we did not ask for, one that is done, or that another process handles. */
  revocation: ConsentRevocation | null
}

/**
 * Takes a delivery of Qonto's webhook: finds the secret by the subscription that the body names, checks signature and age
 * over the raw bytes, and only then believes a word of it. Each event counts once, by Qonto's id. What it says is written
 * down before anything is answered: a process that dies afterwards leaves it to a redelivery, or to the jobs.
 */
export async function acceptDelivery(
  body: Uint8Array,
  header: string | null,
  now = Date.now(),
): Promise<Result<Delivery, DeliveryRefusal>> {
  const json = parseJson(body)
  const event = webhookEvent.safeParse(json)
  if (!event.success) return fail('malformed')
  const { id, subscription_id: subscriptionId, type } = event.data
  const signature = parseSignature(header ?? '')
  if (!signature || !isSignedBy(await secretOf(subscriptionId), signature, body, now)) return fail('unsigned')
  const revocation = type === CONSENT_REVOCATIONS ? consentRevocationEvent.safeParse(json) : null
  if (revocation && !revocation.success) return fail('malformed')
  await db().webhookSubscription.updateMany({ where: { subscriptionId }, data: { lastDeliveryAt: new Date(now) } })
  if (!revocation) return ok({ id, revocation: null })
  const dated = datedBy(now, revocation.data)
  await db().webhookDelivery.createMany({ data: [{ id, event: toJson(dated) }], skipDuplicates: true })
  return ok({ id, revocation: await leaseDelivery(id) })
}

// An unproven withdrawal is asked about again some time after its date, so a date in the future must not count.
function datedBy(now: number, revocation: ConsentRevocation): ConsentRevocation {
  return { ...revocation, revokedAt: new Date(Math.min(revocation.revokedAt.getTime(), now)) }
}

// An unknown subscription gets a random secret, so that it takes as long as a wrong signature.
async function secretOf(subscriptionId: string): Promise<string> {
  const row = await db().webhookSubscription.findUnique({ where: { subscriptionId } })
  const opened = row && openSecret(row)
  return opened?.kind === 'open' ? opened.token : newSecret()
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return null
  }
}
