import 'server-only'
import { TRIP_SECONDS } from '#lib/auth/cookies'
import { databaseNow } from '#lib/connection/database-now'
import type { Trip } from '#lib/connection/find'
import { db } from '#lib/db'
import { newId, sha256 } from '#lib/ids'

/** A trip and whether it may still be used. */
export interface StoredTrip {
  trip: Trip
  consumed: boolean
  expired: boolean
}

/** Writes the row of a trip before the browser leaves for Qonto. Only the hash of `state` is kept. */
export async function createTransaction(state: string, trip: Omit<Trip, 'id'>): Promise<void> {
  await db().transaction.create({ data: { id: newId(), stateHash: sha256(state), ...trip } })
}

/** The trip that a `state` belongs to; null when there is none. */
export async function findTransaction(state: string): Promise<StoredTrip | null> {
  const row = await db().transaction.findUnique({ where: { stateHash: sha256(state) } })
  if (!row) return null
  const now = await databaseNow()
  const { id, environment, intent, userId, sessionId, connectionId, scopes } = row
  return {
    trip: { id, environment, intent, userId, sessionId, connectionId, scopes },
    consumed: row.consumedAt !== null,
    expired: now.getTime() - row.begunAt.getTime() > TRIP_SECONDS * 1000,
  }
}

/** Uses a trip up. Answers the database's time when it was unused until now, null when somebody was faster. */
export async function consumeTransaction(id: string): Promise<Date | null> {
  const [row] = await db().$queryRaw<Array<{ consumed_at: Date }>>`
    UPDATE transactions SET consumed_at = now() WHERE id = ${id}::uuid AND consumed_at IS NULL RETURNING consumed_at`
  return row?.consumed_at ?? null
}

/** Notes how a trip ended, for the person's activity and for the operator. */
export async function noteOutcome(id: string, outcome: string): Promise<void> {
  await db().transaction.updateMany({ where: { id }, data: { outcome } })
}
