import 'server-only'
import { keyState } from '#lib/connection/canary'
import { queueRevocation } from '#lib/connection/store'
import { type DatabaseTransaction, db } from '#lib/db'
import { settings } from '#lib/env'
import { log, nameOf } from '#lib/log'

/** Longer than any callback (8 s), and short enough that nobody wonders about a chain without an owner. */
const GUARDED_FOR_MS = 60_000

/** A grant that was received and is neither stored nor given up yet: the id of its entry among the revocations. */
export type Guard = string

/**
 * Writes a token that was just received on the list of tokens to revoke, due in a minute. Whoever stores the grant takes
 * the entry away in the same transaction; a process that dies in between leaves it, and the chain is ended by another.
 * Never throws: without a database the sign-in fails by itself, and says so.
 * @param since the database's time before the code was exchanged
 */
export async function guardGrant(token: string, since: Date): Promise<Guard | null> {
  try {
    if ((await keyState()) !== 'ready') return null
    const { environment, clientId } = settings()
    const notBefore = new Date(since.getTime() + GUARDED_FOR_MS)
    const entry = { environment, clientId, connectionId: null, token, cause: 'unfinished', notBefore }
    return await queueRevocation(db(), entry)
  } catch (error) {
    log.warn('grant_not_guarded', { cause: nameOf(error) })
    return null
  }
}

/** Takes the guard away, in the transaction that stores the grant. False when the revocation has begun: storing it would be a lie. */
export async function releaseGuard(tx: DatabaseTransaction, guard: Guard): Promise<boolean> {
  return (await tx.revocation.deleteMany({ where: { id: guard, attempts: 0 } })).count === 1
}

/** Makes the revocation due at once, if the grant was not stored. */
export async function tripGuard(guard: Guard, cause: string): Promise<void> {
  await db().$executeRaw`
    UPDATE revocations SET cause = ${cause}, next_attempt_at = least(next_attempt_at, now()) WHERE id = ${guard}::uuid`
}
