import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { type DatabaseTransaction, db, isRetryable } from '#lib/db'
import { newId } from '#lib/ids'
import { inFlight } from '#lib/in-flight'
import { keyState } from '#lib/keys/key-check'
import { queueRevocation } from '#lib/keys/sealed-store'
import { lockOwned, type Owned } from '#lib/person/lock-owned'
import { fail, ok, type Result } from '#lib/result'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { takeBack } from '#lib/withdrawal/unsubscribe'

export interface Farewell {
  /** The entry in the log which says that an account was deleted. It names no person. */
  entry: string
  /** The entries of the queue whose revocation ends what lives at Qonto. They name no person. */
  endings: string[]
  /** Asks Qonto to end it now; what fails stays on the queue. Never needed for what is gone here. */
  finish(): Promise<void>
}

const TRIES = 5

/**
 * Deletes a person: in one transaction everything that lives at Qonto is put, sealed, on the queue of revocations, every
 * row of theirs goes, and the log keeps that something happened but not to whom. Qonto is not asked before that, so it
 * works while Qonto is down; and a refresh in flight finds no row, which revokes the pair that it brings.
 * A token whose key was given up for good does not stand in the way of being forgotten; the entry without it says that
 * the person must end it at Qonto themselves. Deleting twice is deleting once.
 * `locked`: our keys are wrong altogether, so nothing may be sealed; nothing was changed.
 */
export async function deletePerson(userId: string): Promise<Result<Farewell, 'locked'>> {
  if ((await keyState()) !== 'ready') return fail('locked')
  for (let attempt = 1; ; attempt += 1) {
    try {
      return ok(await db().$transaction((tx) => deleteOnce(tx, userId)))
    } catch (error) {
      // A sign-in of the same person at the same moment: PostgreSQL lets one win and asks the other to look again.
      if (attempt === TRIES || !isRetryable(error)) throw error
    }
  }
}

async function deleteOnce(tx: DatabaseTransaction, userId: string): Promise<Farewell> {
  const { tokens, connectionIds, subscriptions } = await lockOwned(tx, userId)
  const endings: string[] = []
  for (const token of tokens)
    endings.push(await queueRevocation(tx, { ...token, connectionId: null, cause: 'account_deleted' }))
  await unname(tx, userId, connectionIds)
  // Accounts, sessions and connections go with the person; renewals and subscriptions with the connections.
  const { count } = await tx.user.deleteMany({ where: { id: userId } })
  const entry = newId()
  if (count === 1) await recordActivity(tx, { id: entry, event: 'account_deleted', actor: 'you', outcome: 'done' })
  return { entry, endings, finish: () => inFlight(() => finish(subscriptions)) }
}

/** Takes the person out of what stays, and takes away what names them without belonging to their row. */
async function unname(tx: DatabaseTransaction, userId: string, connectionIds: string[]): Promise<void> {
  const sessions = await tx.session.findMany({ where: { userId }, select: { id: true } })
  const connectionId = { in: connectionIds }
  const sessionId = { in: sessions.map(({ id }) => id) }
  await tx.activity.updateMany({
    where: { OR: [{ userId }, { connectionId }] },
    data: { userId: null, connectionId: null, reference: null, traceId: null, details: {} },
  })
  await tx.transaction.deleteMany({ where: { OR: [{ userId }, { connectionId }, { sessionId }] } })
  await tx.revocation.updateMany({ where: { connectionId }, data: { connectionId: null } })
}

/** Subscriptions first: they can be taken back only for as long as the access that made them lives. */
async function finish(subscriptions: Owned['subscriptions']): Promise<void> {
  for (const { subscriptionId, accessToken } of subscriptions) await takeBack(subscriptionId, accessToken)
  await revokeQueued(50)
}
