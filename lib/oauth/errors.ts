import { z } from 'zod'

/**
 * Why a token endpoint gave us nothing, typed by what the caller must do next (qonto.md 3.3): what is
 * transient passes, what is unclear is asked again, `invalid_grant` is final, the rest is a matter of configuration.
 */
export const TRANSIENT = ['timeout', 'unreachable', 'rate_limited', 'server_error', 'web_page'] as const
export const UNCLEAR = ['invalid_request', 'invalid_answer', 'too_large'] as const
export const CONFIGURATION = ['invalid_client', 'invalid_scope', 'html_answer', 'redirected'] as const
export type TokenFailure = (typeof TRANSIENT | typeof UNCLEAR | typeof CONFIGURATION)[number] | 'invalid_grant'

interface ErrorDetails {
  retryAfterMs?: number | null
  strayToken?: string | null
  hasEndlessIdToken?: boolean
  oauthError?: OAuthError | null
}

export class TokenEndpointError extends Error {
  override name = 'TokenEndpointError'
  readonly failure: TokenFailure
  /** What `Retry-After` asks for, in milliseconds; null without one. */
  readonly retryAfterMs: number | null
  /** Tokens of an answer that could not be accepted: they exist at Qonto and must be revoked. Not enumerable, so no logger finds it. */
  readonly strayToken: string | null = null
  /** The answer was too large because its ID token did not end. */
  readonly hasEndlessIdToken: boolean
  /** The `error` of the answer, when it is one that we know. */
  readonly oauthError: OAuthError | null

  constructor(failure: TokenFailure, details: ErrorDetails = {}) {
    super(failure)
    this.failure = failure
    this.retryAfterMs = details.retryAfterMs ?? null
    this.hasEndlessIdToken = details.hasEndlessIdToken ?? false
    this.oauthError = details.oauthError ?? null
    Object.defineProperty(this, 'strayToken', { value: details.strayToken ?? null, enumerable: false })
  }
}

/** Why a token answer was refused after its shape was right. */
export type GrantRefusal = 'identity_invalid' | 'clock_wrong' | 'scope_missing' | 'keys_unavailable'

/**
 * The values of `error` that Qonto's authorization server may send, by redirect or from the token endpoint: RFC 6749
 * (4.1.2.1, 5.2), OpenID Connect Core 3.1.2.6, fosite `errors.go` and Hydra `flow/consent_types.go`, of which the last has
 * names with spaces. A closed list, so that a log can have the code and never free text.
 */
export const OAUTH_ERRORS = [
  'access_denied',
  'consent request denied',
  'login request denied',
  'request_forbidden',
  'request_unauthorized',
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'invalid_state',
  'invalid_request_uri',
  'invalid_request_object',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'unsupported_response_mode',
  'request_not_supported',
  'request_uri_not_supported',
  'registration_not_supported',
  'insufficient_entropy',
  'misconfiguration',
  'scope_not_granted',
  'not_found',
  'token_expired',
  'token_inactive',
  'invalid_token',
  'jti_known',
  'server_error',
  'temporarily_unavailable',
] as const
export type OAuthError = (typeof OAUTH_ERRORS)[number]

const known = z.enum(OAUTH_ERRORS)

/** The `error` of an answer when it is one that we know; null for everything else. */
export function knownError(error: unknown): OAuthError | null {
  return known.safeParse(error).data ?? null
}
