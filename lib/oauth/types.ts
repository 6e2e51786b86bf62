import type { CheckResult } from '#lib/oauth/check-names'

/** The authorization server and our registration with it. Everything is configured; discovery is never needed. */
export interface AuthorizationServer {
  issuer: string
  authorizationUrl: string
  tokenUrl: string
  revocationUrl: string
  jwksUrl: string
  clientId: string
  clientSecret: string
  /** Sent with every server-side request, spelled exactly so. */
  headers: Record<string, string>
  /** Plain http is acceptable, because the server is on a loopback address. */
  loopback: boolean
}

/** What a token may look like: visible ASCII (RFC 6750, section 2.1 is narrower still), so that it cannot split a header. */
export const TOKEN_TEXT = /^[\x21-\x7e]{1,8192}$/

/** An answer of the token or the revocation endpoint, read to its end. */
export interface Received {
  response: Response
  text: string
  /** The body as JSON; null when it is none. */
  json: unknown
}

/** A token answer whose shape is right. Nothing about it is verified yet. */
export interface TokenAnswer {
  accessToken: string
  refreshToken: string | null
  idToken: unknown
  /** Granted scopes; null when the answer names none (RFC 6749, section 5.1: then as requested). */
  scopes: string[] | null
  /** Lifetime of the access token in seconds. */
  expiresIn: number
  /** The other side's clock minus ours, in milliseconds. */
  skew: number
}

/** The names of what was odd about an answer and was repaired; never the values. */
export type Oddity = 'status' | 'token_type' | 'expires_in' | 'scope' | 'access_token'

/** An answer to a refresh. The access token is null when there was none that may be used; the refresh token counts. */
export interface RefreshAnswer extends Omit<TokenAnswer, 'accessToken'> {
  accessToken: string | null
  /** What was odd about it and was repaired. */
  odd: Oddity[]
}

export interface IdTokenClaims {
  iss: string
  sub: string
  [claim: string]: unknown
}

declare const verified: unique symbol

/** A token answer that passed every check. Only `verify-grant.ts` can make one; only a Grant can be stored. */
export interface Grant {
  readonly [verified]: true
  accessToken: string
  refreshToken: string | null
  idToken: string
  claims: IdTokenClaims
  checks: CheckResult[]
  scopes: string[]
  expiresIn: number
}
