import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { keyState } from '#lib/connection/canary'
import { type Connected, type ConnectRefusal, type Consent, connect } from '#lib/connection/connect'
import { databaseNow } from '#lib/connection/database-now'
import { findConnection, type Trip } from '#lib/connection/find'
import { endingOfHold, HOLD_MS, openHold } from '#lib/connection/hold-grant'
import { queueRevocation } from '#lib/connection/store'
import { db } from '#lib/db'
import type { Connection, HeldGrant } from '#lib/generated/prisma/client'
import { log } from '#lib/log'
import { fail, type Result } from '#lib/result'

export type HoldRefusal = ConnectRefusal | 'config_error'

/** A question of this person that still waits for its answer; null for everybody else's, and once it was answered or ran out. */
export async function findHold(id: string, userId: string): Promise<HeldGrant | null> {
  const createdAt = { gt: new Date((await databaseNow()).getTime() - HOLD_MS) }
  return db().heldGrant.findFirst({ where: { id, userId, createdAt } })
}

/** Stores a held grant as if it had been asked for as *Connect another organisation*. Once: a second click is `flow_replayed`. */
export async function keepHold(row: HeldGrant): Promise<Result<Connected, HoldRefusal>> {
  if ((await keyState()) !== 'ready') return fail('config_error')
  const consent = asConnect(row)
  if (!consent) return fail('config_error')
  const result = await connect({ ...consent, formerSessionId: null, heldId: row.id })
  // Refused for good, and refusing has written nothing: what is held is of no use to anybody.
  if (!result.ok && result.reason === 'account_conflict') await discardHold(row, 'system')
  return result
}

/** Which connection of the person would get the held grant if it were kept; null when it would be one of its own. */
export async function placeOfHold(row: HeldGrant): Promise<Connection | null> {
  const consent = asConnect(row)
  if (!consent) return null
  const found = await findConnection(db(), row.userId, consent)
  return found.ok ? found.value : null
}

/**
 * Takes a held grant away and puts it on the list of what must be revoked. Doing it twice is doing it once. While our keys
 * are wrong it stays: what is sealed now might never be opened again. One whose key was given up goes all the same, and its
 * entry without a token remembers that it could not be ended.
 */
export async function discardHold(row: HeldGrant, actor: 'you' | 'system'): Promise<void> {
  if ((await keyState()) !== 'ready') return
  const { id, userId, connectionId } = row
  const ending = endingOfHold(row)
  await db().$transaction(async (tx) => {
    const { count } = await tx.heldGrant.deleteMany({ where: { id } })
    if (count === 0) return
    // Not under the connection: what is being ended was never its own.
    await queueRevocation(tx, { ...ending, connectionId: null, cause: 'held_discarded' })
    if (ending.token === null) return log.error('held_grant_given_up', { connectionId })
    await recordActivity(tx, { event: 'grant_discarded', actor, outcome: 'done', userId, connectionId })
  })
}

function asConnect(row: HeldGrant): Omit<Consent, 'formerSessionId'> | null {
  const held = openHold(row)
  const trip = (asked: Trip): Trip => ({ ...asked, intent: 'connect', connectionId: null })
  return held && { ...held, trip: trip(held.trip) }
}
