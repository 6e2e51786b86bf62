import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { CONFIGURATION_FAILURES } from '#lib/connection/failures'
import { isBraked } from '#lib/connection/fleet/fleet-brake'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { inFlight } from '#lib/in-flight'
import { databaseOrigin } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import { ERASED_REVOCATION, openQueued, type QueuedRow } from '#lib/keys/sealed-store'
import { log, nameOf } from '#lib/log'
import { TokenEndpointError } from '#lib/oauth/errors'
import { revokeToken } from '#lib/oauth/revoke-token'
import { isOfOtherClient, qontoEndpoints } from '#lib/qonto/endpoints'
import { exhaustQueued } from '#lib/revocation/exhaust-queued'

interface Due extends QueuedRow {
  connection_id: string | null
  client_id: string | null
  may_be_used: boolean
  given_up: boolean
}

/** As with an end that cannot be confirmed: a token is not kept for ever only to be revoked. */
const GIVE_UP_AFTER_DAYS = 7

const REVOKED = 'revoked'

/**
 * Revokes the tokens that wait for it, as far as they are due. Safe to run anywhere at any time: each entry is taken by
 * one process, and taking it already plans the next try.
 * @returns how many were revoked and how many were not.
 */
export function revokeQueued(limit = 10): Promise<{ revoked: number; failed: number }> {
  return inFlight(() => revokeAllDue(limit))
}

async function revokeAllDue(limit: number): Promise<{ revoked: number; failed: number }> {
  // With a wrong ring every try would only spend the back-off of the right one.
  if ((await keyState()) !== 'ready') return { revoked: 0, failed: 0 }
  // What a copy has on its queue the original may have stored since, and what is replaced in a copy the original uses.
  if ((await databaseOrigin()) === 'copied') return { revoked: 0, failed: 0 }
  // What was queued by the same mistake that put the brake on would end connections that live. A person who deleted their
  // account asked for the end.
  const isHeld = await isBraked()
  // One goes ahead: what refuses our credentials refuses them to all, and each answer 401 is one of 200 an hour.
  const first = await revokeDue(1, isHeld)
  const others = first.some((outcome) => CONFIGURATION_FAILURES.has(outcome)) ? [] : await revokeDue(limit - 1, isHeld)
  const outcomes = [...first, ...others]
  const revoked = outcomes.filter((outcome) => outcome === REVOKED).length
  return { revoked, failed: outcomes.length - revoked }
}

/** @param isHeld the fleet brake is on: only what belonged to deleted accounts */
async function revokeDue(limit: number, isHeld: boolean): Promise<string[]> {
  const due = await db().$queryRaw<Due[]>`
    UPDATE revocations SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => least(30 * 2 ^ attempts, 21600))
     WHERE id IN (SELECT id FROM revocations
                   WHERE done_at IS NULL AND next_attempt_at <= now() AND environment::text = ${settings().environment}
                     AND (NOT ${isHeld} OR cause = 'account_deleted')
                   ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, connection_id, client_id, token_sealed, may_be_used,
              created_at < now() - make_interval(days => ${GIVE_UP_AFTER_DAYS}) AS given_up`
  return Promise.all(due.map(revokeOne))
}

/** Does the same without waiting to be due for the next minute: what was just queued should not live until then. Never throws. */
export async function revokeSoon(): Promise<void> {
  await revokeQueued().catch((error: unknown) => log.warn('revocations_postponed', { cause: nameOf(error) }))
}

async function revokeOne({ connection_id, given_up, ...queued }: Due): Promise<string> {
  const { id } = queued
  const outcome = await tryRevoke(queued)
  const done = outcome === REVOKED
  // Tried a last time; the row stays and says what the last answer was. A key that is missing may come back.
  const isOver = done || (given_up && outcome !== 'key_missing')
  await db().revocation.update({
    where: { id },
    data: { lastOutcome: outcome, ...(isOver ? { doneAt: new Date(), ...ERASED_REVOCATION } : {}) },
  })
  if (isOver && !done) log.error('revocation_given_up', { code: outcome, connectionId: connection_id })
  // The entry outlives its connection, and the log must not fail for want of it.
  if (isOver && connection_id !== null && (await db().connection.count({ where: { id: connection_id } })) === 1) {
    const ended = done ? { outcome: 'done' as const } : { outcome: 'failed' as const, code: outcome }
    await recordActivity(db(), { event: 'revoked', actor: 'system', connectionId: connection_id, ...ended })
  }
  if (!done) log.warn('revocation_failed', { code: outcome, connectionId: connection_id })
  return outcome
}

type Queued = QueuedRow & Pick<Due, 'may_be_used' | 'client_id'>

async function tryRevoke({ may_be_used, client_id: clientId, ...queued }: Queued): Promise<string> {
  if (isOfOtherClient({ clientId })) return 'other_app'
  const opened = openQueued(queued)
  if (opened.kind !== 'open') return 'key_missing'
  try {
    const token = may_be_used ? await exhaustQueued(queued.id, opened.token) : opened.token
    if (token !== null) await revokeToken(qontoEndpoints(settings()), token)
    return REVOKED
  } catch (error) {
    if (error instanceof TokenEndpointError) return error.failure
    throw error
  }
}
