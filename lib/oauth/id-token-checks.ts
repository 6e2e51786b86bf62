import 'server-only'
import { createHash, timingSafeEqual } from 'node:crypto'
import { type CheckResult, ID_TOKEN_CHECKS, type IdTokenCheck } from '#lib/oauth/check-names'

/**
 * What a refreshed ID token must repeat (Core, section 12.2): issuer, app and subject of the connection and, where the token
 * before it is at hand, two of its claims. A claim that one of the two tokens lacks is not compared.
 */
export interface Before {
  iss: string
  aud: string
  sub: string
  nonce?: unknown
  auth_time?: unknown
}

/** What a token is checked against. Times are in seconds. */
export interface Expectations {
  issuer: string
  clientId: string
  now: number
  /**
   * The provider's clock minus ours, as the `Date` of its answer shows it. It widens what is plausible and moves nothing:
   * the header may be that of a proxy whose clock is wrong.
   */
  skew: number
  accessToken: string
  /** The code and state of this transaction, for `c_hash` and `s_hash`; null for a refresh. */
  response: { code: string; state: string } | null
  /** The nonce that was sent; null for a refreshed token, whose nonce is compared with the first one. */
  nonce: string | null
  /** Null for the first ID token of a connection. */
  before: Before | null
}

type Outcome = CheckResult['outcome']
type Claims = Record<string, unknown>

const CLOCK_TOLERANCE_S = 60
const OLDEST_S = 10 * 60
const LONGEST_LIFE_S = 24 * 3600

const check = (holds: boolean): Outcome => (holds ? 'passed' : 'failed')
const isPast = (time: number, { now, skew }: Expectations) => time <= Math.max(now, now + skew) + CLOCK_TOLERANCE_S
const isRecent = (time: number, { now, skew }: Expectations) => time >= Math.min(now, now + skew) - OLDEST_S

/** OpenID Connect Core 3.1.3.7, 3.1.3.8 and 12.2, one function per named check; the signature is checked by the caller. */
const CHECKS: Record<Exclude<IdTokenCheck, 'signature'>, (claims: Claims, expected: Expectations) => Outcome> = {
  issuer: ({ iss }, { issuer }) => check(iss === issuer),

  // Exactly us: further audiences are not trusted, so `azp` can only repeat our id (rules 3 to 5).
  audience: ({ aud, azp }, { clientId }) =>
    check(
      (aud === clientId || (Array.isArray(aud) && aud.length === 1 && aud[0] === clientId)) &&
        (azp === undefined || azp === clientId),
    ),

  // An end by our own clock: a token of an hour has room for its being wrong, and a late `Date` must not prolong it.
  expiry: ({ exp, iat, nbf }, expected) =>
    check(
      isTime(exp) &&
        exp > expected.now - CLOCK_TOLERANCE_S &&
        exp - (isTime(iat) ? iat : expected.now) <= LONGEST_LIFE_S &&
        (nbf === undefined || (isTime(nbf) && isPast(nbf, expected))),
    ),

  issued_at: ({ iat }, expected) => check(isTime(iat) && isPast(iat, expected) && isRecent(iat, expected)),

  nonce: ({ nonce }, { nonce: sent, before }) => {
    if (sent !== null) return check(typeof nonce === 'string' && isSame(nonce, sent))
    // A refreshed token may repeat the nonce of the first one (Core, 12.2); where that is not at hand, there is nothing to compare.
    return nonce === undefined || before?.nonce === undefined ? 'not_applicable' : check(nonce === before.nonce)
  },

  // 255 visible ASCII characters (Core, section 2), always a string: `[object Object]` would be one account for all people.
  subject: ({ sub }, { before }) => {
    if (typeof sub !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(sub)) return 'failed'
    return before === null ? 'not_applicable' : check(sub === before.sub)
  },

  // Hydra always sends it, so its absence is as suspicious as a wrong value. The other two are optional, but never wrong.
  access_token_hash: ({ at_hash, c_hash, s_hash }, { accessToken, response }) =>
    check(
      isHashOf(at_hash, accessToken) &&
        isHashOrAbsent(c_hash, response?.code) &&
        isHashOrAbsent(s_hash, response?.state),
    ),

  authentication_time: ({ auth_time }, expected) => {
    const { before } = expected
    if (auth_time === undefined) return 'not_applicable'
    return check(
      isTime(auth_time) &&
        isPast(auth_time, expected) &&
        (before === null || before.auth_time === undefined || before.auth_time === auth_time),
    )
  },
}

/** What a result is kept with: what only the moment of the check knows. */
const EXPECTED: Partial<Record<IdTokenCheck, (expected: Expectations) => Pick<CheckResult, 'expected' | 'skew'>>> = {
  issuer: ({ issuer }) => ({ expected: issuer }),
  audience: ({ clientId }) => ({ expected: clientId }),
  expiry: ourTime,
  issued_at: ourTime,
  nonce: ({ nonce, before }) => {
    const sent = nonce ?? before?.nonce
    return typeof sent === 'string' ? { expected: leftHalfOfHash(sent) } : {}
  },
  access_token_hash: ({ accessToken }) => ({ expected: leftHalfOfHash(accessToken) }),
  authentication_time: ourTime,
}

function ourTime({ now, skew }: Expectations) {
  return { expected: new Date(now * 1000).toISOString(), skew: Math.round(skew) }
}

/** Makes every check and answers all results by name, in the order in which they are shown. */
export function checkClaims(claims: Claims, expected: Expectations, signatureHolds: boolean): CheckResult[] {
  return ID_TOKEN_CHECKS.map((name) => ({
    name,
    outcome: name === 'signature' ? check(signatureHolds) : CHECKS[name](claims, expected),
    ...EXPECTED[name]?.(expected),
  }))
}

/** The left half of the SHA-256 of a token, base64url (Core, section 3.1.3.6, for RS256). */
export function leftHalfOfHash(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest().subarray(0, 16).toString('base64url')
}

function isHashOf(claim: unknown, token: string): boolean {
  return typeof claim === 'string' && isSame(claim, leftHalfOfHash(token))
}

// A refreshed token has no code or state of its own to compare with.
function isHashOrAbsent(claim: unknown, token: string | undefined): boolean {
  return claim === undefined || token === undefined || isHashOf(claim, token)
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value < 32_503_680_000
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}
