import 'server-only'
import { newKey } from '#lib/api-keys/key-format'
import { recordActivity } from '#lib/connection/activity'
import type { Person } from '#lib/connection/principal'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { isId, sha256 } from '#lib/ids'
import { linkAddress, PREFIX_OF, REVOKED } from '#lib/links/link-kinds'
import { fail, ok, type Result } from '#lib/result'

/** Gives a calendar a new address. The old one stops at once: what reads it reads again, and misses nothing. */
export async function rollCalendar(owner: Person, id: unknown): Promise<Result<{ secret: string }, 'gone'>> {
  if (!isId(id)) return fail('gone')
  const secret = newKey(PREFIX_OF.calendar)
  return db().$transaction(async (tx) => {
    const { count } = await tx.link.updateMany({
      where: { id, userId: owner.userId, kind: 'calendar', revokedAt: null },
      data: { secretHash: sha256(secret), lastOpenedAt: null },
    })
    if (count === 0) return fail('gone')
    await recordActivity(tx, { event: 'calendar_rolled', actor: 'you', outcome: 'done', userId: owner.userId })
    return ok({ secret: linkAddress('calendar', secret) })
  })
}

/** Ends a link at once. Ending one that has ended, or another user's, does nothing. */
export async function revokeLink(owner: Person, id: unknown): Promise<void> {
  if (!isId(id)) return
  const [{ userId }, revokedAt] = [owner, await databaseNow()]
  await db().$transaction(async (tx) => {
    const [link] = await tx.link.updateManyAndReturn({
      where: { id, userId, revokedAt: null },
      data: { revokedAt },
    })
    if (!link) return
    const { kind, connectionId } = link
    await recordActivity(tx, { event: REVOKED[kind], actor: 'you', outcome: 'done', userId, connectionId })
  })
}
