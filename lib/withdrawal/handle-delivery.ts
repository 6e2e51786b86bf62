import 'server-only'
import { z } from 'zod'
import { db } from '#lib/db'
import { databaseOrigin } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import { log, nameOf } from '#lib/log'
import type { ConsentRevocation } from '#lib/qonto/schemas'
import { handleWithdrawal } from '#lib/withdrawal/handle-withdrawal'

/** Longer than settling takes: two looks, each with a probe and a refresh of 5 s, and the pause between them. */
const CLAIM_SECONDS = 60
const AT_ONCE = 10

const storedEvent = z.object({
  organizationId: z.string(),
  membershipId: z.string(),
  clientId: z.string(),
  revokedAt: z.coerce.date(),
})

/** An event as it is kept until it is done. */
export function toJson({ revokedAt, ...ids }: ConsentRevocation) {
  return { ...ids, revokedAt: revokedAt.toISOString() }
}

/** The right to act on a delivery. Null when it is done, or when another process has the lease. */
export async function leaseDelivery(id: string): Promise<ConsentRevocation | null> {
  const [leased] = await db().$queryRaw<Array<{ event: unknown }>>`
    UPDATE webhook_deliveries SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
     WHERE id = ${id} AND event IS NOT NULL AND (claimed_until IS NULL OR claimed_until < now())
    RETURNING event`
  return leased ? storedEvent.parse(leased.event) : null
}

/** Acts on a leased delivery, and marks it as done after its effect. One that fails is free at once for the next to come. */
export async function handleDelivery(id: string, revocation: ConsentRevocation): Promise<void> {
  try {
    await handleWithdrawal(revocation)
    await db().$executeRaw`UPDATE webhook_deliveries SET event = NULL, claimed_until = NULL WHERE id = ${id}`
  } catch (error) {
    // If this fails too, the lease runs out by itself.
    await db().$executeRaw`UPDATE webhook_deliveries SET claimed_until = NULL WHERE id = ${id}`.catch(() => undefined)
    throw error
  }
}

/**
 * Takes up deliveries whose process died or failed after Qonto had been answered, so that Qonto does not repeat them.
 * @returns how many were handled
 */
export async function handleLeftovers(): Promise<number> {
  if ((await keyState()) !== 'ready' || (await databaseOrigin()) === 'copied') return 0
  const left = await db().$queryRaw<Array<{ id: string }>>`
    SELECT id FROM webhook_deliveries
     WHERE event IS NOT NULL AND (claimed_until IS NULL OR claimed_until < now()) ORDER BY received_at LIMIT ${AT_ONCE}`
  const settled = await Promise.all(left.map(({ id }) => handleLeftover(id)))
  return settled.filter(Boolean).length
}

async function handleLeftover(id: string): Promise<boolean> {
  const revocation = await leaseDelivery(id)
  if (!revocation) return false
  return handleDelivery(id, revocation).then(
    () => true,
    (error: unknown) => {
      log.error('withdrawal_not_settled', { cause: nameOf(error) })
      return false
    },
  )
}
