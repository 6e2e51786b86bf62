import 'server-only'
import { db } from '#lib/db'

/**
 * Whether a sign-in identity has granted a connection of another user: it may be one person who is two users here
 * (design: one person, several identities). Only the holder of the identity is told, and only that it is so.
 */
export async function hasGrantedElsewhere(accountId: string): Promise<boolean> {
  const found = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM accounts JOIN connections USING (issuer, subject)
    WHERE accounts.id = ${accountId}::uuid AND connections.user_id <> accounts.user_id LIMIT 1`
  return found.length === 1
}
