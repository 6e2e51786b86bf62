import 'server-only'
import { decodeJwt } from 'jose'
import { recordActivity } from '#lib/connection/activity'
import { OPERATOR_FAILURES } from '#lib/connection/failures'
import { type Claim, claimRefresh, closeEntry, maySend, openEntry, releaseClaim } from '#lib/connection/ledger'
import { openToken, queueRevocation, sealTokens } from '#lib/connection/store'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { log, nameOf } from '#lib/log'
import { TokenEndpointError } from '#lib/oauth/errors'
import { refreshToken } from '#lib/oauth/refresh-token'
import type { TokenAnswer } from '#lib/oauth/types'
import { verifyGrant } from '#lib/oauth/verify-grant'
import { qontoEndpoints } from '#lib/qonto/endpoints'

export type RefreshOutcome =
  | 'rotated'
  /** Somebody else holds the lease, has rotated, or the next try is not due: read the row again. */
  | 'elsewhere'
  | 'later'
  | 'refused'
  | 'operator'
  | 'locked'

/**
 * One attempt to exchange the refresh token of a connection: claim, ledger, request, compare-and-set.
 * No database connection is held while Qonto is being asked. Nothing is ever deleted because of a failure.
 */
export async function refresh(row: Connection, cause: string): Promise<RefreshOutcome> {
  const opened = openToken(row, 'refreshTokenSealed')
  if (opened.kind !== 'open') return opened.kind === 'locked' ? 'locked' : 'refused'
  const claim = await claimRefresh(row.id, row.generation)
  if (!claim) return 'elsewhere'
  await openEntry(claim, opened.token, cause)
  if (!maySend(claim)) return giveUp(claim)
  try {
    const answer = await refreshToken(qontoEndpoints(settings()), opened.token)
    return await persist(row, claim, answer, opened.token)
  } catch (error) {
    if (error instanceof TokenEndpointError) return await settleFailure(row, claim, error)
    throw error
  }
}

async function giveUp(claim: Claim): Promise<RefreshOutcome> {
  await closeEntry(claim, 'not_sent')
  await releaseClaim(claim, { failure: 'timeout', retryInMs: 500, keepAttempt: false })
  return 'later'
}

/** Stores the new pair before anything else is done with it, on the generation that was claimed. */
async function persist(row: Connection, claim: Claim, answer: TokenAnswer, usedToken: string): Promise<RefreshOutcome> {
  const idToken = typeof answer.idToken === 'string' ? answer.idToken : null
  const sealed = sealTokens(row, {
    accessToken: answer.accessToken,
    refreshToken: answer.refreshToken ?? usedToken,
    idToken,
  })
  const { count } = await db().connection.updateMany({
    // Pausing does not stop the write: the old pair is spent. Disconnecting and a new consent raise the generation, and do.
    where: { id: row.id, generation: claim.generation, status: { in: ['active', 'frozen', 'disconnecting'] } },
    data: {
      accessTokenSealed: sealed.accessTokenSealed,
      refreshTokenSealed: sealed.refreshTokenSealed,
      ...(idToken === null ? {} : { idTokenSealed: sealed.idTokenSealed }),
      generation: claim.generation + 1n,
      accessExpiresAt: new Date(claim.claimedAt.getTime() + answer.expiresIn * 1000),
      // Without a new refresh token the old one stays, and with it its age.
      ...(answer.refreshToken === null ? {} : { refreshIssuedAt: claim.claimedAt }),
      ...(answer.scopes === null ? {} : { grantedScopes: answer.scopes }),
      verified: idToken === null,
      ...SETTLED,
      provenAt: claim.claimedAt,
    },
  })
  await closeEntry(claim, count === 1 ? 'rotated' : 'overtaken')
  if (count === 0) return dropOvertaken(row, answer)
  if (idToken !== null) await verifyRefreshed(row, claim.generation + 1n, { ...answer, idToken })
  await recordActivity(db(), {
    event: 'refreshed',
    actor: 'system',
    outcome: 'done',
    connectionId: row.id,
    userId: row.userId,
  })
  return 'rotated'
}

const SETTLED = {
  leaseOwner: null,
  leaseUntil: null,
  attemptAt: null,
  attemptCount: 0,
  nextAttemptAt: null,
  failure: null,
  failedAt: null,
  failureTraceId: null,
} as const

/** Somebody disconnected or consented anew meanwhile: the pair in our hand belongs to nobody and is revoked. */
async function dropOvertaken(row: Connection, answer: TokenAnswer): Promise<RefreshOutcome> {
  const current = await db().connection.findUnique({
    where: { id: row.id },
    select: { generation: true, grantedAt: true, status: true },
  })
  const sameGrant = current?.status === 'active' && current.grantedAt.getTime() === row.grantedAt.getTime()
  // A fork of the same chain must not be revoked while the chain is in use: that would end the winner's tokens too.
  if (!sameGrant)
    await queueRevocation(db(), {
      environment: row.environment,
      connectionId: row.id,
      token: answer.refreshToken ?? answer.accessToken,
      cause: 'overtaken',
    })
  return 'elsewhere'
}

/** A refreshed ID token must still name the same person (Core, section 12.2). Until that is known the access token is not used. */
async function verifyRefreshed(
  row: Connection,
  generation: bigint,
  answer: TokenAnswer & { idToken: string },
): Promise<void> {
  const stored = openToken(row, 'idTokenSealed')
  const before = stored.kind === 'open' ? decodeJwt(stored.token) : { iss: row.issuer, sub: row.subject }
  const verified = await verifyGrant(qontoEndpoints(settings()), answer, {
    requestedScopes: row.grantedScopes,
    nonce: null,
    before,
  })
  const where = { id: row.id, generation }
  if (verified.ok) {
    await db().connection.updateMany({
      where,
      data: { verified: true, checks: verified.value.checks.map((check) => ({ ...check })) },
    })
    return
  }
  const { code, check } = verified.reason
  log.warn('refreshed_identity_not_verified', { connectionId: row.id, code, check })
  if (check !== null && IDENTITY_CHECKS.has(check)) await quarantine(row, generation, answer, check)
}

/** Another person, issuer or app. A time claim alone is a clock, not a thief, and never quarantines. */
const IDENTITY_CHECKS: ReadonlySet<string> = new Set(['subject', 'issuer', 'audience', 'nonce'])

async function quarantine(row: Connection, generation: bigint, answer: TokenAnswer, check: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { id: row.id, generation },
      data: { status: 'quarantined', generation: generation + 1n, failure: 'identity_invalid', failedAt: new Date() },
    })
    if (count === 0) return
    await queueRevocation(tx, {
      environment: row.environment,
      connectionId: row.id,
      token: answer.refreshToken ?? answer.accessToken,
      cause: 'quarantined',
    })
    await recordActivity(tx, {
      event: 'quarantined',
      actor: 'system',
      outcome: 'failed',
      connectionId: row.id,
      userId: row.userId,
      code: 'identity_invalid',
      details: { check },
    })
  })
}

async function settleFailure(
  row: Connection,
  claim: Claim,
  { failure, retryAfterMs }: TokenEndpointError,
): Promise<RefreshOutcome> {
  await closeEntry(claim, failure)
  const record = {
    event: 'refresh_failed',
    actor: 'system',
    outcome: 'failed',
    connectionId: row.id,
    userId: row.userId,
    code: failure,
  } as const
  if (failure === 'invalid_grant' && row.status === 'disconnecting') {
    // Here it is good news: the chain has ended. The status stays, because disconnecting is not finished by it.
    await releaseClaim(claim, { failure, retryInMs: 0, keepAttempt: false })
    return 'refused'
  }
  if (failure === 'invalid_grant') {
    const { count } = await db().connection.updateMany({
      where: { id: row.id, generation: claim.generation, status: { in: ['active', 'frozen'] } },
      data: { ...SETTLED, status: 'reconnect', failure, failedAt: new Date() },
    })
    if (count === 1) await recordActivity(db(), record)
    return count === 1 ? 'refused' : 'elsewhere'
  }
  const isOperator = OPERATOR_FAILURES.has(failure)
  // Credentials that were refused, and a 429, mean that the refresh token was not looked at.
  const keepAttempt = !isOperator && failure !== 'rate_limited'
  await releaseClaim(claim, { failure, retryInMs: nextTry(failure, retryAfterMs, keepAttempt), keepAttempt })
  await recordActivity(db(), record).catch((error: unknown) =>
    log.error('activity_not_recorded', { cause: nameOf(error) }),
  )
  return isOperator ? 'operator' : 'later'
}

/** Full jitter inside the grace; `Retry-After` in full only when nothing can have been rotated (security.md 5.4, step 11). */
function nextTry(failure: string, retryAfterMs: number | null, mayHaveRotated: boolean): number {
  if (OPERATOR_FAILURES.has(failure)) return 60_000
  const jitter = 500 + Math.random() * 3_500
  if (retryAfterMs === null) return jitter
  return mayHaveRotated ? Math.min(Math.max(retryAfterMs, jitter), 10_000) : Math.max(retryAfterMs, jitter)
}
