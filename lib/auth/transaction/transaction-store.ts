import 'server-only'
import { TRANSACTION_SECONDS } from '#lib/auth/session/cookies'
import type { AuthorizationTransaction } from '#lib/consent/find-connection'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newId, sha256 } from '#lib/ids'

/** A transaction and whether it may still be used. */
export interface StoredTransaction {
  transaction: AuthorizationTransaction
  consumed: boolean
  expired: boolean
}

/** Writes the row of a transaction before the browser leaves for Qonto. Only the hash of `state` is kept. */
export async function createTransaction(
  state: string,
  transaction: Omit<AuthorizationTransaction, 'id'>,
): Promise<void> {
  await db().transaction.create({ data: { id: newId(), stateHash: sha256(state), ...transaction } })
}

/** The transaction that a `state` belongs to; null when there is none. */
export async function findTransaction(state: string): Promise<StoredTransaction | null> {
  const [row, now] = await Promise.all([
    db().transaction.findUnique({ where: { stateHash: sha256(state) } }),
    databaseNow(),
  ])
  if (!row) return null
  const { id, environment, intent, userId, sessionId, connectionId, scopes, chosenScopes, refusedScopes } = row
  const { invitationId } = row
  return {
    transaction: {
      ...{ id, environment, intent, userId, sessionId, connectionId },
      ...{ scopes, chosenScopes, refusedScopes, invitationId },
    },
    consumed: row.consumedAt !== null,
    expired: now.getTime() - row.begunAt.getTime() > TRANSACTION_SECONDS * 1000,
  }
}

/** Consumes a transaction. Answers the database's time, or null when it was consumed before. */
export async function consumeTransaction(id: string): Promise<Date | null> {
  const [row] = await db().$queryRaw<Array<{ consumed_at: Date }>>`
    UPDATE transactions SET consumed_at = now() WHERE id = ${id}::uuid AND consumed_at IS NULL RETURNING consumed_at`
  return row?.consumed_at ?? null
}

/** How long the offer to begin again without the refused scopes stands. */
const RETRY_MS = 60 * 60_000

/** Notes which scopes Qonto does not let this app ask for, as far as this transaction has found out. */
export async function noteRefused(id: string, refusedScopes: string[]): Promise<void> {
  await db().transaction.update({ where: { id }, data: { outcome: 'scope_refused', refusedScopes } })
}

/** A transaction of this person whose scopes Qonto refused a short while ago; before signing in, its id is enough. */
export async function findRefused(
  id: string,
  userId: string | null,
): Promise<Omit<AuthorizationTransaction, 'id'> | null> {
  const since = new Date((await databaseNow()).getTime() - RETRY_MS)
  const { environment } = settings()
  const row = await db().transaction.findFirst({
    where: { id, environment, outcome: 'scope_refused', begunAt: { gt: since } },
  })
  return row && (row.userId === null || row.userId === userId) ? row : null
}

/** Notes how a transaction ended, for the person's activity and for the operator. */
export async function noteOutcome(id: string, outcome: string): Promise<void> {
  await db().transaction.updateMany({ where: { id }, data: { outcome } })
}
