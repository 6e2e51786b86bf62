import 'server-only'
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose'
import type { CheckResult } from '#lib/connection/types'
import type { GrantRefusal } from '#lib/oauth/errors'
import { checkClaims, type Expectations } from '#lib/oauth/id-token-checks'
import { KeysUnavailable, publishedKey } from '#lib/oauth/published-keys'
import type { AuthorizationServer, Grant, IdTokenClaims, TokenAnswer } from '#lib/oauth/types'
import { fail, ok, type Result } from '#lib/result'

export interface VerifyOptions {
  requestedScopes: string[]
  /** The nonce of this trip; null for a refresh. */
  nonce: string | null
  /** The code and state of this trip; absent for a refresh. */
  response?: { code: string; state: string }
  /** The claims of the stored ID token, when this is a refresh. */
  before?: Record<string, unknown> | null
  signal?: AbortSignal | undefined
}

export interface Refusal {
  code: GrantRefusal
  /** The check that failed first, when it was one. */
  check: string | null
}

const LONGEST_ID_TOKEN = 16_384

/**
 * Verifies a token answer in full: the ID token (signature, then every claim), and the granted scopes.
 * This is the only place where a `Grant` is minted.
 * A smaller scope than asked is accepted and shown; only without `openid` there is nobody to sign in.
 */
export async function verifyGrant(
  server: AuthorizationServer,
  answer: TokenAnswer,
  options: VerifyOptions,
): Promise<Result<Grant, Refusal>> {
  const { requestedScopes, nonce, response = null, before = null } = options
  const scopes = answer.scopes ?? requestedScopes
  if (!scopes.includes('openid')) return fail({ code: 'scope_missing', check: null })
  if (typeof answer.idToken !== 'string' || answer.idToken.length > LONGEST_ID_TOKEN)
    return fail({ code: 'identity_invalid', check: 'signature' })
  const expected: Expectations = {
    issuer: server.issuer,
    clientId: server.clientId,
    now: (Date.now() + answer.skew) / 1000,
    accessToken: answer.accessToken,
    response,
    nonce,
    before,
  }
  const verified = await verifyIdToken(server, answer.idToken, expected, options.signal)
  if (!verified.ok) return verified
  const { accessToken, refreshToken, idToken, expiresIn } = answer
  return ok({ accessToken, refreshToken, idToken, expiresIn, scopes, ...verified.value } as Grant)
}

async function verifyIdToken(
  server: AuthorizationServer,
  idToken: string,
  expected: Expectations,
  signal: AbortSignal | undefined,
): Promise<Result<{ claims: IdTokenClaims; checks: CheckResult[] }, Refusal>> {
  const claims = claimsOf(idToken)
  if (!claims) return fail({ code: 'identity_invalid', check: 'signature' })
  try {
    const checks = checkClaims(claims, expected, await signatureHolds(server, idToken, signal))
    const failed = checks.find(({ outcome }) => outcome === 'failed')
    return failed ? fail({ code: 'identity_invalid', check: failed.name }) : ok({ claims, checks })
  } catch (error) {
    if (error instanceof KeysUnavailable) return fail({ code: 'keys_unavailable', check: null })
    throw error
  }
}

// RS256 only, whatever the header offers; `typ` absent or JWT, so that a logout token never passes as an ID token (RFC 8725, 3.11).
async function signatureHolds(
  server: AuthorizationServer,
  idToken: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const header = headerOf(idToken)
  if (header?.alg !== 'RS256' || header.crit !== undefined || !(header.typ === undefined || header.typ === 'JWT'))
    return false
  if (header.kid !== undefined && typeof header.kid !== 'string') return false
  const key = await publishedKey(server, header.kid, signal)
  if (!key) return false
  return compactVerify(idToken, key, { algorithms: ['RS256'] }).then(
    () => true,
    () => false,
  )
}

function headerOf(idToken: string) {
  try {
    return decodeProtectedHeader(idToken)
  } catch {
    return null
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
