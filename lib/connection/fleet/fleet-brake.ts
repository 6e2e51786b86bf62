import 'server-only'
import { type DatabaseTransaction, db } from '#lib/db'
import { Prisma } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { log } from '#lib/log'

/**
 * The brake over the whole fleet (decision 0028). One mistake at Qonto, such as another issuer or a token store that was
 * rolled back, would otherwise end connection after connection for good. While it is on, no verdict becomes final and
 * nothing that waits on the queue is revoked; what a person asks for goes on. It stands in the database, so that every
 * replica obeys it, and only an administrator releases it.
 */
const OPENS_AT = 3
/** Of PostgreSQL's advisory locks, one of our own numbers (prisma/migrate.ts has the other). */
const QUARANTINE_LOCK = 72_707_371

/** True while the brake is on. */
export async function isBraked(): Promise<boolean> {
  const [row] = await db().$queryRaw<Array<{ on: boolean }>>`
    SELECT EXISTS (SELECT 1 FROM fleet_brakes WHERE released_at IS NULL) AS on`
  return row?.on ?? false
}

/**
 * Puts the brake on when the third connection within an hour was refused with a token that was never sent before.
 * @returns whether the brake is on
 */
export async function brakeOnRefusals(): Promise<boolean> {
  const [row] = await db().$queryRaw<Array<{ count: number }>>`
    SELECT count(DISTINCT connection_id)::int AS count FROM rotations AS refused
     WHERE outcome = 'invalid_grant' AND started_at > ${since()}
       AND NOT EXISTS (SELECT 1 FROM rotations AS sent
                        WHERE sent.connection_id = refused.connection_id AND sent.generation = refused.generation
                          AND sent.started_at < refused.started_at AND sent.id <> refused.id
                          AND (sent.outcome IS NULL OR sent.outcome NOT IN ('invalid_grant', 'not_sent')))`
  return (row?.count ?? 0) >= OPENS_AT ? putOn('refusals') : isBraked()
}

/**
 * Puts the brake on when this connection would be the third within an hour to be quarantined.
 * @param tx the transaction that quarantines it: the lock lets one at a time decide, or ten at once would each be the first
 * @returns whether the brake is on
 */
export async function brakeOnQuarantines(tx: DatabaseTransaction, connectionId: string): Promise<boolean> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(${QUARANTINE_LOCK})::text`
  const [row] = await tx.$queryRaw<Array<{ count: number; on: boolean }>>`
    SELECT count(DISTINCT connection_id)::int AS count,
           EXISTS (SELECT 1 FROM fleet_brakes WHERE released_at IS NULL) AS on FROM activities
     WHERE event = 'quarantined' AND at > ${since()} AND connection_id <> ${connectionId}::uuid`
  return (row?.count ?? 0) >= OPENS_AT - 1 ? putOn('quarantines', tx) : (row?.on ?? false)
}

/** Releases the brake. What was held back is asked again when it is due. @returns false when it was not on */
export async function releaseBrake(): Promise<boolean> {
  const released = await db().$executeRaw`UPDATE fleet_brakes SET released_at = now() WHERE released_at IS NULL`
  return released > 0
}

/** What happened before the last release was looked at by an administrator. */
function since() {
  return Prisma.sql`greatest(now() - interval '1 hour', (SELECT max(released_at) FROM fleet_brakes))`
}

async function putOn(cause: string, tx: DatabaseTransaction = db()): Promise<true> {
  // A unique index lets one brake be on at a time, also when two replicas notice it at once.
  const made = await tx.$executeRaw`
    INSERT INTO fleet_brakes (id, cause) VALUES (${newId()}::uuid, ${cause}) ON CONFLICT DO NOTHING`
  if (made === 1) log.error('fleet_brake_put_on', { code: cause })
  return true
}
