import 'server-only'
import { compactVerify, decodeProtectedHeader } from 'jose'
import { publishedKey } from '#lib/oauth/published-keys'
import type { AuthorizationServer } from '#lib/oauth/types'

/**
 * Whether a published key signed this ID token. RS256 only, whatever the header offers; `typ` absent or JWT, so that a
 * logout token never passes as an ID token (RFC 8725, 3.11). Keys that the header brings or points to (jwk, jku, x5c, x5u) are never looked at.
 * @throws KeysUnavailable
 */
export async function signatureHolds(
  server: AuthorizationServer,
  idToken: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const header = headerOf(idToken)
  if (header?.alg !== 'RS256' || !isPlain(header) || !isCanonical(idToken)) return false
  if (header.kid !== undefined && typeof header.kid !== 'string') return false
  const key = await publishedKey(server, header.kid, signal)
  if (!key) return false
  return compactVerify(idToken, key, { algorithms: ['RS256'] }).then(
    () => true,
    () => false,
  )
}

/** Nothing critical that we would have to understand, and a payload that is nothing but claims: not raw, packed or another token. */
function isPlain({ typ, crit, b64, zip, cty }: Record<string, unknown>): boolean {
  const isToken = typ === undefined || (typeof typ === 'string' && /^(application\/)?jwt$/i.test(typ))
  return isToken && [crit, b64, zip, cty].every((value) => value === undefined)
}

/** Base64url without padding, spaces or spare bits (RFC 7515, section 2): each token has one spelling. */
function isCanonical(idToken: string): boolean {
  return idToken.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
}

function headerOf(idToken: string) {
  try {
    return decodeProtectedHeader(idToken)
  } catch {
    return null
  }
}
