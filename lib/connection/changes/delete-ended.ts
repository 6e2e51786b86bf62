import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { type DatabaseTransaction, db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'

/**
 * Deletes what has ended: nothing of it lives at Qonto, and its tokens are erased. The log keeps that something happened, but
 * no longer to what, as when a person is deleted. What was connected again meanwhile stays.
 * @returns how many were deleted
 */
export async function deleteEnded(rows: Array<Pick<Connection, 'id' | 'userId'>>): Promise<number> {
  let deleted = 0
  for (const row of rows) if (await db().$transaction((tx) => deleteOne(tx, row))) deleted += 1
  return deleted
}

async function deleteOne(tx: DatabaseTransaction, { id, userId }: Pick<Connection, 'id' | 'userId'>): Promise<boolean> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM connections WHERE id = ${id}::uuid AND status = 'disconnected' FOR UPDATE`
  if (locked.length === 0) return false
  const ofIt = { where: { connectionId: id } }
  const unnamed = { userId: null, connectionId: null, reference: null, traceId: null, details: {} }
  await tx.activity.updateMany({ ...ofIt, data: unnamed })
  await tx.revocation.updateMany({ ...ofIt, data: { connectionId: null } })
  await tx.transaction.deleteMany(ofIt)
  await tx.event.deleteMany(ofIt)
  await tx.connection.delete({ where: { id } })
  await recordActivity(tx, { event: 'connection_deleted', actor: 'you', outcome: 'done', userId })
  return true
}
