import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { acceptsOthers } from '#lib/access/accepts-others'
import { isAccepted } from '#lib/access/check'
import { NO_ATTEMPT } from '#lib/access/lease'
import { refresh } from '#lib/access/refresh'
import { recordActivity } from '#lib/connection/activity'
import { isBraked } from '#lib/connection/fleet/fleet-brake'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { inFlight } from '#lib/in-flight'
import { canRenew, ERASED_TOKENS, openToken } from '#lib/keys/sealed-store'
import type { ConsentRevocation } from '#lib/qonto/schemas'

/** What Qonto itself says about the tokens that we hold, and about which: those of this generation. */
type Proof = { kind: 'ended' | 'alive' | 'unknown'; generation: bigint; traceId: string | null }

/** An event may outrun the revocation that it tells of: a token that is accepted is asked about once more after this. */
const SECOND_LOOK_MS = 5_000

/**
 * Acts on Qonto's word that a consent was withdrawn. The order is: ask first, then change the verdict. A probe takes
 * milliseconds, so a true event shows at once all the same; and an event that is wrong about us, or is about a chain that
 * we replaced and revoked ourselves, never shows a living connection as broken. Only while Qonto answers nothing else do
 * we take its word alone: the verdict changes, the tokens stay, and the jobs go on asking.
 */
export async function handleWithdrawal(event: ConsentRevocation, secondLookMs = SECOND_LOOK_MS): Promise<void> {
  await inFlight(async () => {
    const rows = await findGrants(event)
    await Promise.all(rows.map((row) => settleOne(row, event.revokedAt, secondLookMs)))
  })
}

/** Asks again about a connection whose withdrawal is not proven yet. */
export async function confirmWithdrawal(row: Connection): Promise<string> {
  const proof = await prove(row)
  if (proof.kind === 'ended') await end(row, row.failedAt ?? new Date(), proof)
  if (proof.kind === 'alive') await clear(row, proof)
  if (proof.kind === 'unknown') await suspect(row, row.failedAt ?? new Date())
  return proof.kind
}

/** Ours, of this environment, and given before the moment of the withdrawal. What is being ended anyway is left to that. */
function findGrants({ organizationId, membershipId, clientId, revokedAt }: ConsentRevocation): Promise<Connection[]> {
  const { environment, clientId: ours } = settings()
  if (clientId !== ours) return Promise.resolve([])
  const grantedAt = { lt: revokedAt }
  return db().connection.findMany({
    where: {
      ...{ environment, organizationId, membershipId, clientId, grantedAt },
      OR: [{ status: { in: ['active', 'frozen'] } }, { status: 'reconnect', failure: { not: 'consent_withdrawn' } }],
    },
  })
}

async function settleOne(row: Connection, revokedAt: Date, secondLookMs: number): Promise<void> {
  let proof = await prove(row)
  if (proof.kind === 'alive') {
    await wait(secondLookMs)
    proof = await prove(row)
  }
  if (proof.kind === 'ended') await end(row, revokedAt, proof)
  if (proof.kind === 'unknown') {
    await suspect(row, revokedAt)
    await record(row, { outcome: 'started', code: null, traceId: proof.traceId })
  }
  if (proof.kind === 'alive') await record(row, { outcome: 'failed', code: 'still_accepted', traceId: proof.traceId })
}

/**
 * An access token that is accepted proves life. Its refusal proves nothing by itself: a gateway may answer 401 to
 * everything, and the access token ends with every use of its refresh token. So the refresh says it: `invalid_grant` comes
 * from Qonto only, and a new pair proves life. Without a refresh token something else must be accepted at the same time.
 */
async function prove({ id }: Connection): Promise<Proof> {
  const row = await db().connection.findUniqueOrThrow({ where: { id } })
  const { generation } = row
  // Already refused by Qonto, only without a cause: the event names it.
  if (row.status === 'reconnect') return { kind: 'ended', generation, traceId: null }
  const access = openToken(row, 'accessTokenSealed')
  if (access.kind === 'locked') return { kind: 'unknown', generation, traceId: null }
  // One whose ID token could not be verified may be another person's: it is not used, and its refusal would prove nothing.
  let refused: string | null | undefined
  if (access.kind === 'open' && row.verified && (await isAlive(row))) {
    const accepted = await isAccepted(access.token)
    if (accepted.ok) return { kind: 'alive', generation, traceId: null }
    const { failure, traceId } = accepted.reason
    if (failure !== 'unauthorized') return { kind: 'unknown', generation, traceId }
    refused = traceId
  }
  const newest = await db().connection.findUniqueOrThrow({ where: { id } })
  return canRenew(newest) ? proveByRefresh(newest, refused ?? null) : proveWithoutRefresh(newest, refused)
}

async function proveByRefresh(row: Connection, traceId: string | null): Promise<Proof> {
  const outcome = await refresh(row, 'withdrawal')
  const kind = outcome === 'refused' ? 'ended' : outcome === 'rotated' ? 'alive' : 'unknown'
  return { kind, generation: row.generation, traceId }
}

/** @param refused the trace id of the refusal; undefined when its access token was not asked with */
async function proveWithoutRefresh(row: Connection, refused: string | null | undefined): Promise<Proof> {
  const { generation } = row
  // Over by itself, whatever became of the consent.
  if (!(await isAlive(row))) return { kind: 'ended', generation, traceId: refused ?? null }
  const isProof = refused !== undefined && (await acceptsOthers(row)) === 'yes'
  return { kind: isProof ? 'ended' : 'unknown', generation, traceId: refused ?? null }
}

/** By the database's clock: what a replica that is behind takes for alive answers 401 because it is over. */
async function isAlive({ accessExpiresAt }: Connection): Promise<boolean> {
  return accessExpiresAt !== null && accessExpiresAt > (await databaseNow())
}

/** Proven: the tokens are of no use to anybody, and go. Only those that were asked about; what is newer is asked about soon. */
async function end(row: Connection, revokedAt: Date, { generation, traceId }: Proof): Promise<void> {
  if (await isBraked()) return suspect(row, revokedAt)
  await db().$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { id: row.id, grantedAt: row.grantedAt, generation, status: { in: ['active', 'frozen', 'reconnect'] } },
      data: {
        ...NO_ATTEMPT,
        ...ERASED_TOKENS,
        status: 'reconnect',
        generation: { increment: 1 },
        failure: 'consent_withdrawn',
        failedAt: revokedAt,
        failureTraceId: traceId,
      },
    })
    if (count === 1) return record(row, { outcome: 'done', code: null, traceId }, tx)
    await tx.connection.updateMany({
      where: { id: row.id, grantedAt: row.grantedAt, status: { in: ['active', 'frozen'] } },
      data: { recheckAt: new Date() },
    })
  })
}

/** Unproven: the verdict says it, the tokens stay and are asked about again. */
async function suspect({ id, grantedAt }: Connection, revokedAt: Date): Promise<void> {
  await db().connection.updateMany({
    where: { id, grantedAt, status: { in: ['active', 'frozen'] } },
    data: { failure: 'consent_withdrawn', failedAt: revokedAt, failureTraceId: null },
  })
}

/** It works after all: Qonto said one thing in the event and another when asked, and the second can be seen. */
async function clear(row: Connection, { traceId }: Proof): Promise<void> {
  await db().connection.updateMany({
    // A refresh that succeeded has cleared it by itself.
    where: { id: row.id, grantedAt: row.grantedAt, failure: 'consent_withdrawn' },
    data: { failure: null, failedAt: null, failureTraceId: null, provenAt: new Date() },
  })
  await record(row, { outcome: 'failed', code: 'still_accepted', traceId })
}

function record(
  { id, userId }: Connection,
  result: { outcome: 'done' | 'failed' | 'started'; code: string | null; traceId: string | null },
  tx: Parameters<typeof recordActivity>[0] = db(),
): Promise<void> {
  return recordActivity(tx, { event: 'consent_withdrawn', actor: 'qonto', userId, connectionId: id, ...result })
}
