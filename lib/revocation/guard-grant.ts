import 'server-only'
import { type DatabaseTransaction, db } from '#lib/db'
import { settings } from '#lib/env'
import { newId } from '#lib/ids'
import { keyState } from '#lib/keys/key-check'
import { queueRevocation } from '#lib/keys/sealed-store'
import { log, nameOf } from '#lib/log'

/** Longer than any callback (8 s), and short enough that nobody wonders about a chain without an owner. */
const GUARDED_FOR_MS = 60_000

/** A grant that was received and is neither stored nor given up yet: its entry among the revocations. */
export interface Guard {
  id: string
  /** False when nobody can say whether the entry was written, because the database went away meanwhile. */
  isWritten: boolean
}

/**
 * Writes a token that was just received on the list of tokens to revoke, due in a minute. Whoever stores the grant takes
 * the entry away in the same transaction; a process that dies in between leaves it, and the chain is ended by another.
 * Never throws: without a database the sign-in fails by itself, and says so. Null while our keys are wrong.
 * @param since the database's time before the code was exchanged
 */
export async function guardGrant(token: string, since: Date): Promise<Guard | null> {
  const id = newId()
  try {
    if ((await keyState()) !== 'ready') return null
    const { environment, clientId } = settings()
    const notBefore = new Date(since.getTime() + GUARDED_FOR_MS)
    await queueRevocation(db(), {
      id,
      environment,
      clientId,
      connectionId: null,
      token,
      cause: 'unfinished',
      notBefore,
    })
    return { id, isWritten: true }
  } catch (error) {
    log.warn('grant_not_guarded', { cause: nameOf(error) })
    return { id, isWritten: false }
  }
}

/** Takes the guard away, in the transaction that stores the grant. False when the revocation has begun: storing it would be a lie. */
export async function releaseGuard(tx: DatabaseTransaction, { id, isWritten }: Guard): Promise<boolean> {
  const { count } = await tx.revocation.deleteMany({ where: { id, attempts: 0 } })
  if (isWritten) return count === 1
  if (count === 0 && (await tx.revocation.count({ where: { id } })) === 1) return false
  // Its place is taken: an entry that is still on its way would end what is stored.
  const { environment } = settings()
  await tx.revocation.create({ data: { id, environment, cause: 'stored', doneAt: new Date() } })
  return true
}

/** Makes the revocation due at once, if the grant was not stored. */
export async function tripGuard({ id }: Guard, cause: string): Promise<void> {
  await db().$executeRaw`
    UPDATE revocations SET cause = ${cause}, next_attempt_at = least(next_attempt_at, now())
     WHERE id = ${id}::uuid AND done_at IS NULL`
}
