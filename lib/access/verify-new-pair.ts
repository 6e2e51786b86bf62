import 'server-only'
import { decodeJwt } from 'jose'
import { recordActivity } from '#lib/connection/activity'
import { brakeOnQuarantines } from '#lib/connection/fleet/fleet-brake'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection, Prisma } from '#lib/generated/prisma/client'
import { openToken, queueRevocation, sameIdToken, type TokenSet } from '#lib/keys/sealed-store'
import { log } from '#lib/log'
import type { Before } from '#lib/oauth/id-token-checks'
import { endingToken } from '#lib/oauth/revoke-token'
import { verifyRefreshed } from '#lib/oauth/verify-grant'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { revokeSoon } from '#lib/revocation/revoke-queued'

/**
 * The ID token of another person is a theft or a mix-up; one with another app, issuer or nonce is a mistake at Qonto that
 * meets every connection. A wrong time alone is a wrong clock.
 */
const OF_ANOTHER_APP: ReadonlySet<string> = new Set(['issuer', 'audience', 'nonce'])
const OF_TIME: ReadonlySet<string> = new Set(['expiry', 'issued_at', 'authentication_time'])

/**
 * Checks that the ID token of a stored rotation still names the same person (Core, section 12.2). Until that is known
 * the new access token is not used; the keys may be unreachable for a while, so this can be called again at any time.
 * @param rotation what only the process that rotated knows: the row before it, whose ID token has the nonce and
 * the time of sign-in to compare with, the tokens that it received, and how far Qonto's clock is from ours
 */
export async function verifyNewPair(row: Connection, rotation?: Rotation): Promise<void> {
  if (row.verified) return
  // Only the token of the next refresh can fit again: what this one was compared with is not stored any more.
  if (!rotation && row.failure === 'identity_changed') return
  const idToken = rotation?.tokens.idToken ?? stored(row, 'idTokenSealed')
  const accessToken = rotation ? rotation.tokens.accessToken : stored(row, 'accessTokenSealed')
  if (idToken === null || accessToken === null) return
  const { issuer: iss, clientId: aud, subject: sub } = row
  const tokens = { idToken, accessToken, skew: rotation?.skew ?? 0 }
  const before = { iss, aud, sub, ...originalsOf(rotation?.previous) }
  const verified = await verifyAs(before, tokens)
  if (!verified.ok) {
    log.warn('refreshed_identity_not_verified', { connectionId: row.id, code: verified.reason })
    return storeChecks(row, { verified: false, ...unproven() })
  }
  const checks = verified.value
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)
  // Without a valid signature the claims say nothing about whose the tokens are.
  const isSigned = !failed.includes('signature')
  if (isSigned && failed.includes('subject'))
    return quarantine(
      row,
      rotation?.tokens ?? { accessToken, refreshToken: stored(row, 'refreshTokenSealed') },
      'subject',
    )
  const changed = isSigned ? failed.find((name) => OF_ANOTHER_APP.has(name)) : undefined
  if (changed) return stopUse(row, changed, rotation)
  const isUsable = failed.every((name) => OF_TIME.has(name))
  if (!isUsable) log.warn('refreshed_identity_not_verified', { connectionId: row.id, check: failed.join(' ') })
  const failure = isUsable ? PROVEN : unproven()
  await storeChecks(row, { verified: isUsable, checks: checks.map((check) => ({ ...check })), ...failure })
}

/** As before, or with the issuer of today's settings: an administrator has then said that it is the same Qonto. */
async function verifyAs(before: Before, tokens: Parameters<typeof verifyRefreshed>[1]) {
  const qonto = qontoEndpoints(settings())
  const verified = await verifyRefreshed(qonto, tokens, before)
  const isOther = verified.ok && verified.value.some(({ name, outcome }) => name === 'issuer' && outcome === 'failed')
  return isOther && qonto.issuer !== before.iss
    ? verifyRefreshed(qonto, tokens, { ...before, iss: qonto.issuer })
    : verified
}

interface Rotation {
  previous: Connection
  /** As they were received. */
  tokens: TokenSet
  /** In milliseconds, Qonto's minus ours. */
  skew: number
}

/** The token is not handed out meanwhile, so the verdict must not say that the connection works. */
const unproven = () => ({ failure: 'identity_unverified', failedAt: new Date(), failureTraceId: null })
const PROVEN = { failure: null, failedAt: null, failureTraceId: null }

async function storeChecks(row: Connection, data: Prisma.ConnectionUpdateManyMutationInput): Promise<void> {
  await db().connection.updateMany({ where: { id: row.id, generation: row.generation, verified: false }, data })
}

/**
 * Not used until an ID token fits again, and nothing is revoked: one changed claim must not end a whole fleet. The ID token
 * of before stays, because the next one is compared with it.
 */
async function stopUse(row: Connection, check: string, rotation: Rotation | undefined): Promise<void> {
  log.error('refreshed_identity_changed', { connectionId: row.id, check })
  const failure = { failure: 'identity_changed', failedAt: new Date(), failureTraceId: null }
  await storeChecks(row, { verified: false, ...sameIdToken(rotation?.previous ?? row), ...failure })
}

type Originals = Pick<Before, 'nonce' | 'auth_time'>

function stored(row: Connection, column: 'accessTokenSealed' | 'refreshTokenSealed' | 'idTokenSealed'): string | null {
  const opened = openToken(row, column)
  return opened.kind === 'open' ? opened.token : null
}

function originalsOf(previous: Connection | undefined): Originals {
  const idToken = previous ? stored(previous, 'idTokenSealed') : null
  return idToken === null ? {} : originalsIn(idToken)
}

/** One that is no token could not be verified either, and is as good as none. */
function originalsIn(idToken: string): Originals {
  try {
    const { nonce, auth_time } = decodeJwt(idToken)
    return { nonce, auth_time }
  } catch {
    return {}
  }
}

/** Takes a connection out of use: its tokens belong to another person. They are revoked, and an incident is shown. */
async function quarantine(row: Connection, tokens: TokenSet, check: string): Promise<void> {
  const { id, userId, generation, environment, clientId } = row
  const token = endingToken(tokens)
  const held = await db().$transaction(async (tx) => {
    if (await brakeOnQuarantines(tx, id)) return true
    log.error('connection_quarantined', { connectionId: id, check })
    const { count } = await tx.connection.updateMany({
      where: { id, generation, status: { in: ['active', 'frozen'] } },
      data: { status: 'quarantined', generation: generation + 1n, failure: 'identity_invalid', failedAt: new Date() },
    })
    // Who is disconnecting wants it ended anyway, and goes on with it: not verified, its access token is not used there either.
    if (count === 0) return false
    await queueRevocation(tx, { environment, clientId, connectionId: id, token, cause: 'quarantined' })
    const record = { event: 'quarantined', actor: 'system', outcome: 'failed', code: 'identity_invalid' } as const
    await recordActivity(tx, { ...record, connectionId: id, userId, details: { check } })
    return false
  })
  if (held) return storeChecks(row, { verified: false, ...unproven() })
  await revokeSoon()
}
