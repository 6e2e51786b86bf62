import 'server-only'
import { INVITED } from '#lib/allow-list'
import { isKey } from '#lib/api-keys/key-format'
import type { Consent } from '#lib/consent/consent'
import { type DatabaseTransaction, db } from '#lib/db'
import { sha256 } from '#lib/ids'

/** The id of an invitation that can still be used, by its secret. */
export async function findInvitation(secret: string): Promise<string | null> {
  if (!isKey(secret, 'mri_')) return null
  const [row] = await db().$queryRaw<Array<{ id: string }>>`
    SELECT id FROM invitations
     WHERE secret_hash = ${sha256(secret)} AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now()`
  return row?.id ?? null
}

/**
 * Whether a consent of somebody whom no other entry lets in is that of an invited person: who was invited before, whatever they
 * connect, or who signs in with an invitation, which is used up by that. Before anything is written.
 */
export async function isInvited(tx: DatabaseTransaction, { transaction, grant }: Invited): Promise<boolean> {
  const { iss: issuer, sub: subject } = grant.claims
  const { userId, intent, invitationId } = transaction
  const account = await tx.account.findUnique({ where: { issuer_subject: { issuer, subject } } })
  const known = userId ?? (account?.via === 'sign_in' ? account.userId : null)
  const person = known === null ? null : await tx.user.findUnique({ where: { id: known } })
  if (person?.admittedBy === INVITED) return true
  if (intent !== 'sign_in' || !invitationId) return false
  const used = await tx.$queryRaw<unknown[]>`
    UPDATE invitations SET used_at = now()
     WHERE id = ${invitationId}::uuid AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now() RETURNING 1`
  return used.length === 1
}

type Invited = Pick<Consent, 'transaction' | 'grant'>

/** Notes who came with an invitation that was just used. */
export async function noteInvited(tx: DatabaseTransaction, id: string, userId: string): Promise<void> {
  await tx.invitation.updateMany({ where: { id, usedAt: { not: null }, userId: null }, data: { userId } })
}
