import 'server-only'
import { check } from '#lib/access/check'
import { type Asker, askedBy, recordActivity } from '#lib/connection/activity'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { beginDisconnect } from '#lib/disconnect/begin'
import { type Endings, proveEnded } from '#lib/disconnect/prove-ended'
import { DisconnectReceipt } from '#lib/disconnect/receipt'
import { openTokens, type Readiness, refreshIfNeeded, revokeRefreshToken, withdraw } from '#lib/disconnect/steps'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { inFlight } from '#lib/in-flight'
import { keyState } from '#lib/keys/key-check'
import { ERASED_TOKENS, holdsTokens } from '#lib/keys/sealed-store'
import { log } from '#lib/log'
import { fail, ok, type Result } from '#lib/result'
import { unsubscribeWebhooks } from '#lib/withdrawal/unsubscribe'

const GIVE_UP_AFTER_MS = 7 * 86_400_000

/**
 * `running`: another tab or process runs it; its result will be on the page. `locked`: our keys are wrong, so
 * nothing could be ended or proven, and nothing was begun.
 */
export type DisconnectRefusal = 'running' | 'unconfirmed' | 'locked'

/**
 * Ends a connection: stop, refresh if needed, withdraw the consent, revoke the token, prove it, erase.
 * Safe to repeat and to start twice. The connection is unusable from the first step on, also when Qonto is down; the
 * sealed tokens are kept until the end is proven, because they are what proves it.
 */
export function disconnect(
  connectionId: string,
  asker: Asker = 'person',
): Promise<Result<undefined, DisconnectRefusal>> {
  return inFlight(() => end(connectionId, asker))
}

async function end(connectionId: string, asker: Asker): Promise<Result<undefined, DisconnectRefusal>> {
  if ((await keyState()) !== 'ready') return fail('locked')
  const row = await beginDisconnect(connectionId, asker)
  if (row.status === 'disconnected') return ok()
  // Given up: the receipt says so, and there is nothing left to ask with.
  if (!holdsTokens(row)) return fail('unconfirmed')
  const lease = newId()
  const ready = await refreshIfNeeded(row)
  if (!(await takeLease(connectionId, lease))) return fail('running')
  const receipt = new DisconnectReceipt(connectionId, row.disconnectRequestedAt ?? new Date())
  try {
    await receipt.add(ready.step)
    // A new consent came in while we asked: from here on every step would hit it instead of the old one. If that one is
    // being ended as well, what is known of the old one says nothing about it, and its own disconnect asks again.
    const current = await findEnding(row)
    if (!current) return await giveWay(row)
    const isSame = ready.tokens.generation === current.generation
    const readiness = isSame ? ready : { ...ready, tokens: openTokens(current) }
    const endings = await askToEnd(current, readiness, receipt)
    // Withdrawing takes every consent of the membership: one that came in meanwhile must not be shown as working.
    if (!(await findEnding(current))) return await giveWay(current)
    const proof = await proveEnded(current, readiness, endings, lease)
    await receipt.add(proof)
    if (proof.outcome !== 'done') return await postpone(current, receipt)
    return (await erase(current, receipt, asker)) ? ok() : await giveWay(current)
  } finally {
    await db().connection.updateMany({
      where: { id: connectionId, leaseOwner: lease },
      data: { leaseOwner: null, leaseUntil: null },
    })
  }
}

/** What has ended before needs no withdrawal. It is revoked all the same: that costs nothing if the refusal was a mistake. */
async function askToEnd(row: Connection, { ended, tokens }: Readiness, receipt: DisconnectReceipt): Promise<Endings> {
  const endings: Endings = { withdrawn: null, revoked: null }
  if (ended === null) {
    if (tokens.access.kind === 'open') await unsubscribeWebhooks(row.id, tokens.access.token)
    endings.withdrawn = await withdraw(row, tokens)
    await receipt.add(endings.withdrawn)
  }
  if (ended !== 'already_expired') {
    endings.revoked = await revokeRefreshToken(row, tokens)
    await receipt.add(endings.revoked)
  }
  return endings
}

/** The row as it is now; null when the person has connected again since it was read. One query, so that nothing comes in between. */
function findEnding({ id, grantedAt }: Connection): Promise<Connection | null> {
  return db().connection.findFirst({ where: { id, grantedAt, status: 'disconnecting' } })
}

/** The new consent wins. It is checked at once, because the requests of this disconnect may have ended it too. */
async function giveWay({ id }: Connection): Promise<Result<undefined, DisconnectRefusal>> {
  const current = await db().connection.findUnique({ where: { id } })
  if (current?.status === 'active') await check(current, 'system')
  return fail('running')
}

// Longer than all steps together, each of which has its own deadline of 5 s.
async function takeLease(id: string, owner: string): Promise<boolean> {
  const taken = await db().$executeRaw`
    UPDATE connections SET lease_owner = ${owner}, lease_until = now() + interval '40 seconds'
     WHERE id = ${id}::uuid AND status = 'disconnecting' AND (lease_until IS NULL OR lease_until < now())`
  return taken === 1
}

/** Not confirmed: tried again with back-off; after seven days the tokens are erased and the page goes on saying so. */
async function postpone(row: Connection, receipt: DisconnectReceipt): Promise<Result<undefined, DisconnectRefusal>> {
  const now = (await databaseNow()).getTime()
  const age = now - (row.disconnectRequestedAt?.getTime() ?? now)
  // Not by the generation: trying to prove it may have brought a new pair.
  const where = { id: row.id, grantedAt: row.grantedAt, status: 'disconnecting' as const }
  if (age < GIVE_UP_AFTER_MS) {
    log.warn('disconnect_unconfirmed', { connectionId: row.id })
    const retryAt = new Date(now + Math.min(Math.max(age, 30_000), 6 * 3_600_000))
    await db().connection.updateMany({ where, data: { nextAttemptAt: retryAt } })
  } else {
    log.error('disconnect_given_up', { connectionId: row.id })
    const disconnectSteps = receipt.with({ step: 'erase', outcome: 'done', reason: 'given_up', traceId: null })
    await db().connection.updateMany({ where, data: { ...ERASED_TOKENS, disconnectSteps } })
  }
  return fail('unconfirmed')
}

/** False when the person has connected again meanwhile. */
async function erase(row: Connection, receipt: DisconnectReceipt, asker: Asker): Promise<boolean> {
  const steps = receipt.with({ step: 'erase', outcome: 'done', reason: null, traceId: null })
  return db().$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { id: row.id, generation: row.generation, status: 'disconnecting' },
      data: {
        ...ERASED_TOKENS,
        status: 'disconnected',
        disconnectedAt: new Date(),
        disconnectSteps: steps,
        attemptAt: null,
        attemptCount: 0,
        failure: null,
        failedAt: null,
      },
    })
    if (count === 1)
      await recordActivity(tx, {
        event: 'disconnected',
        ...askedBy(asker),
        outcome: 'done',
        connectionId: row.id,
        userId: row.userId,
      })
    return count === 1
  })
}
