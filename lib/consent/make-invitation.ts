import 'server-only'
import { newKey } from '#lib/api-keys/key-format'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newId, sha256 } from '#lib/ids'

/** Makes an invitation; the address to hand on, which is never shown again. By the clock of the database. */
export async function makeInvitation(note: string, days: number): Promise<{ id: string; address: string }> {
  const [id, secret] = [newId(), newKey('mri_')]
  await db().$executeRaw`
    INSERT INTO invitations (id, secret_hash, note, expires_at)
    VALUES (${id}::uuid, ${sha256(secret)}, ${note}, now() + make_interval(days => ${days}::int))`
  return { id, address: `${settings().origin}/?invitation=${secret}` }
}
