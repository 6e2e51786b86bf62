import 'server-only'
import { z } from 'zod'
import { recordActivity } from '#lib/connection/activity'
import type { Consent } from '#lib/connection/connect'
import { releaseGuard } from '#lib/connection/guard-grant'
import { createHeld, type endingOf, openHeld } from '#lib/connection/store'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { HeldGrant } from '#lib/generated/prisma/client'
import { endingToken } from '#lib/oauth/revoke-token'

/** How long a question waits for its answer; then what is held is revoked. */
export const HOLD_MS = 15 * 60_000

/** What is sealed: everything that `connect` needs except what belongs to the browser that brought it. */
type HeldConsent = Omit<Consent, 'formerSessionId' | 'heldId' | 'guard'>

/**
 * Holds a verified grant that came back for another organisation or member than the connection has, until the person
 * says what is to become of it. Connection and session stay as they are. The twin of `answer-hold`.
 */
export async function holdGrant({ trip, grant, owner, clientId, grantedAt, guard = null }: Consent): Promise<string> {
  const { userId, connectionId } = trip
  if (userId === null || connectionId === null)
    throw new Error('Only a trip about a connection can come back for another one.')
  const consent: HeldConsent = { trip, grant, owner, clientId, grantedAt }
  const organizationName = owner.organization.kind === 'read' ? owner.organization.value.name : null
  const memberName = owner.membership.kind === 'read' ? owner.membership.value.name : null
  return db().$transaction(async (tx) => {
    if (guard !== null && !(await releaseGuard(tx, guard))) throw new Error('The grant is being revoked already.')
    const id = await createHeld(tx, {
      userId,
      connectionId,
      organizationName,
      memberName,
      consent: JSON.stringify(consent),
    })
    await tx.transaction.updateMany({ where: { id: trip.id }, data: { outcome: 'held' } })
    const record = { event: 'grant_held', actor: 'you', outcome: 'started', userId, connectionId } as const
    await recordActivity(tx, { ...record, details: { intent: trip.intent } })
    return id
  })
}

const dated = z.looseObject({ grantedAt: z.coerce.date() })

/** The consent of a held grant; null when no key opens it. */
export function openHold(row: HeldGrant): HeldConsent | null {
  const opened = openHeld(row)
  if (opened.kind !== 'open') return null
  // A cast, because the seal is the proof: only this file seals into that place, and only what was verified.
  return dated.parse(JSON.parse(opened.token)) as unknown as HeldConsent
}

/** What must be queued to end a held grant; without a token when no key opens it. */
export function endingOfHold(row: HeldGrant): ReturnType<typeof endingOf> {
  const consent = openHold(row)
  if (!consent) {
    const { environment, clientId } = settings()
    return { environment, clientId, token: null }
  }
  const { grant, trip, clientId } = consent
  return { environment: trip.environment, clientId, token: endingToken(grant) }
}
