import 'server-only'
import { discardHold } from '#lib/connection/answer-hold'
import { databaseNow } from '#lib/connection/database-now'
import { HOLD_MS } from '#lib/connection/hold-grant'
import { databaseOrigin } from '#lib/connection/origin'
import { db } from '#lib/db'

/**
 * Discards what nobody said anything about in time. While our keys are wrong everything stays: without its key it cannot be
 * revoked, and the key may come back.
 * @returns how many were looked at
 */
export async function expireHolds(limit = 50): Promise<number> {
  // In the original somebody may have said yes.
  if ((await databaseOrigin()) === 'copied') return 0
  const rows = await db().heldGrant.findMany({
    where: { createdAt: { lte: new Date((await databaseNow()).getTime() - HOLD_MS) } },
    orderBy: { createdAt: 'asc' },
    take: limit,
  })
  for (const row of rows) await discardHold(row, 'system')
  return rows.length
}
