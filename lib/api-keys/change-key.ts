import 'server-only'
import { OVERLAPS_HOURS } from '#lib/api-keys/key-catalogue'
import { newKey, startOf } from '#lib/api-keys/key-format'
import { recordActivity } from '#lib/connection/activity'
import type { Person } from '#lib/connection/principal'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { isId, sha256 } from '#lib/ids'
import { fail, ok, type Result } from '#lib/result'
import { tellOfKey } from '#lib/told/tell-of-key'

/**
 * Gives a key a new secret. The old one works on for as long as was chosen, so that what uses it can be changed in peace;
 * one from an earlier rolling stops.
 * @param overlap hours, as a form writes them
 */
export async function rollKey(
  owner: Person,
  id: unknown,
  overlap: unknown,
): Promise<Result<{ secret: string }, 'gone' | 'overlap'>> {
  const hours = OVERLAPS_HOURS.find((known) => String(known) === overlap)
  if (hours === undefined) return fail('overlap')
  const [secret, now] = [newKey(), await databaseNow()]
  return db().$transaction(async (tx) => {
    const key = isId(id) ? await tx.apiKey.findFirst({ where: { id, userId: owner.userId, revokedAt: null } }) : null
    if (!key) return fail('gone')
    const { count } = await tx.apiKey.updateMany({
      // Two rollings at once: the second one finds another secret than it has read.
      where: { id: key.id, secretHash: key.secretHash },
      data: {
        ...{ start: startOf(secret), secretHash: sha256(secret) },
        formerHash: hours === 0 ? null : key.secretHash,
        formerUntil: hours === 0 ? null : new Date(now.getTime() + hours * 3_600_000),
      },
    })
    if (count === 0) return fail('gone')
    await recordActivity(tx, { event: 'api_key_rolled', actor: 'you', outcome: 'done', userId: owner.userId })
    return ok({ secret })
  })
}

/** Ends a key at once. Ending one that has ended, or another user's, does nothing. */
export async function revokeKey(owner: Person, id: unknown): Promise<void> {
  if (!isId(id)) return
  await db().$transaction(async (tx) => {
    const [key] = await tx.apiKey.updateManyAndReturn({
      where: { id, userId: owner.userId, revokedAt: null },
      data: { revokedAt: await databaseNow(), formerHash: null, formerUntil: null },
      select: { id: true, name: true },
    })
    if (!key) return
    await recordActivity(tx, { event: 'api_key_revoked', actor: 'you', outcome: 'done', userId: owner.userId })
    await tellOfKey(tx, owner, 'api_key.revoked', key)
  })
}
