import 'server-only'
import { decodeJwt } from 'jose'
import type { CheckResult } from '#lib/oauth/check-names'
import type { GrantRefusal } from '#lib/oauth/errors'
import { type Before, checkClaims, type Expectations } from '#lib/oauth/id-token-checks'
import { KeysUnavailable } from '#lib/oauth/published-keys'
import type { AuthorizationServer, Grant, IdTokenClaims, TokenAnswer } from '#lib/oauth/types'
import { signatureHolds } from '#lib/oauth/verify-signature'
import { fail, ok, type Result } from '#lib/result'

export interface VerifyOptions {
  requestedScopes: string[]
  /** The nonce of this transaction. */
  nonce: string
  /** The code and state of this transaction. */
  response?: { code: string; state: string }
  signal?: AbortSignal | undefined
}

export interface Refusal {
  code: GrantRefusal
  /** The check that failed first, when it was one. */
  check: string | null
}

/** Checks that compare a time of Qonto's with our clock. */
const OF_TIME: ReadonlySet<string> = new Set(['expiry', 'issued_at', 'authentication_time'])

const LONGEST_ID_TOKEN = 16_384
/** Further apart, one of the two clocks is wrong, and no time can be compared. */
const MOST_SKEW_MS = 10 * 60_000

/** The skew that widens what is plausible; none when it is too large to be believed. */
function believed(skew: number): number {
  return Math.abs(skew) > MOST_SKEW_MS ? 0 : skew
}

/**
 * Verifies a token answer in full: the ID token (signature, then every claim), and the granted scopes.
 * This is the only place where a `Grant` is minted.
 * A smaller scope than asked is accepted and shown; only without `openid` there is no identity to sign in.
 */
export async function verifyGrant(
  server: AuthorizationServer,
  answer: TokenAnswer,
  options: VerifyOptions,
): Promise<Result<Grant, Refusal>> {
  const { requestedScopes, nonce, response = null } = options
  const scopes = answer.scopes ?? requestedScopes
  if (!scopes.includes('openid')) return fail({ code: 'scope_missing', check: null })
  if (typeof answer.idToken !== 'string' || answer.idToken.length > LONGEST_ID_TOKEN)
    return fail({ code: 'identity_invalid', check: 'signature' })
  const expected: Expectations = {
    issuer: server.issuer,
    clientId: server.clientId,
    now: Date.now() / 1000,
    skew: believed(answer.skew) / 1000,
    accessToken: answer.accessToken,
    response,
    nonce,
    before: null,
  }
  const verified = await verifyIdToken(server, { idToken: answer.idToken, skew: answer.skew }, expected, options.signal)
  if (!verified.ok) return verified
  const { accessToken, refreshToken, idToken, expiresIn } = answer
  return ok({ accessToken, refreshToken, idToken, expiresIn, scopes, ...verified.value } as Grant)
}

/**
 * Makes every check on a refreshed ID token (Core, section 12.2) and answers all results; what they mean for a connection
 * that is already stored is for its owner to say. Fails only when the checks cannot be made at all.
 * @param before what the connection was granted with. Not the settings of today: a proxy that was put in between without
 * its issuer being named would make a thief of every connection.
 */
export async function verifyRefreshed(
  server: AuthorizationServer,
  tokens: { idToken: string; accessToken: string; skew: number },
  before: Before,
): Promise<Result<CheckResult[], 'keys_unavailable' | 'identity_invalid'>> {
  const expected = {
    issuer: before.iss,
    clientId: before.aud,
    now: Date.now() / 1000,
    skew: believed(tokens.skew) / 1000,
    accessToken: tokens.accessToken,
    response: null,
    nonce: null,
    before,
  }
  const made = await makeChecks(server, tokens.idToken, expected, undefined)
  return made.ok ? ok(made.value.checks) : fail(made.reason)
}

async function verifyIdToken(
  server: AuthorizationServer,
  { idToken, skew }: { idToken: string; skew: number },
  expected: Expectations,
  signal: AbortSignal | undefined,
): Promise<Result<Checked, Refusal>> {
  const made = await makeChecks(server, idToken, expected, signal)
  if (!made.ok) return fail({ code: made.reason, check: made.reason === 'identity_invalid' ? 'signature' : null })
  const failed = made.value.checks.filter(({ outcome }) => outcome === 'failed')
  const [first] = failed
  if (!first) return made
  // Nothing else is wrong with it, and the answer's own `Date` is as far from our clock.
  const isClock = Math.abs(skew) > MOST_SKEW_MS && failed.every(({ name }) => OF_TIME.has(name))
  return fail({ code: isClock ? 'clock_wrong' : 'identity_invalid', check: first.name })
}

interface Checked {
  claims: IdTokenClaims
  checks: CheckResult[]
}

async function makeChecks(
  server: AuthorizationServer,
  idToken: string,
  expected: Expectations,
  signal: AbortSignal | undefined,
): Promise<Result<Checked, 'identity_invalid' | 'keys_unavailable'>> {
  const claims = claimsOf(idToken)
  if (!claims) return fail('identity_invalid')
  try {
    return ok({ claims, checks: checkClaims(claims, expected, await signatureHolds(server, idToken, signal)) })
  } catch (error) {
    if (error instanceof KeysUnavailable) return fail('keys_unavailable')
    throw error
  }
}

// Read before the signature is known to hold, so that each check can be named; nothing is used unless all of them passed.
function claimsOf(idToken: string): IdTokenClaims | null {
  try {
    return decodeJwt(idToken) as unknown as IdTokenClaims
  } catch {
    return null
  }
}
