import 'server-only'
import { INVITED } from '#lib/allow-list'
import { db } from '#lib/db'

/**
 * Revokes an invitation; whoever came with it is let in no longer, unless by another entry at their next sign-in. False when
 * there is none.
 */
export async function revokeInvitation(id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<Array<{ userId: string | null }>>`
      UPDATE invitations SET revoked_at = coalesce(revoked_at, now()) WHERE id = ${id}::uuid RETURNING user_id AS "userId"`
    if (row?.userId)
      await tx.user.updateMany({ where: { id: row.userId, admittedBy: INVITED }, data: { admittedBy: null } })
    return row !== undefined
  })
}
