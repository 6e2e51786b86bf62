/**
 * Why a token endpoint gave us nothing, typed by what the caller must do next (qonto.md 3.3): weather passes, what is
 * unclear is asked again like weather, `invalid_grant` is final for the person, the rest is the operator's.
 */
export const WEATHER = ['timeout', 'unreachable', 'rate_limited', 'server_error'] as const
export const UNCLEAR = ['invalid_request', 'invalid_answer', 'too_large'] as const
export const OPERATOR = ['invalid_client', 'invalid_scope', 'html_answer', 'redirected'] as const
export type TokenFailure = (typeof WEATHER | typeof UNCLEAR | typeof OPERATOR)[number] | 'invalid_grant'

interface ErrorDetails {
  retryAfterMs?: number | null
  strayToken?: string | null
  hasEndlessIdToken?: boolean
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

  constructor(failure: TokenFailure, details: ErrorDetails = {}) {
    super(failure)
    this.failure = failure
    this.retryAfterMs = details.retryAfterMs ?? null
    this.hasEndlessIdToken = details.hasEndlessIdToken ?? false
    Object.defineProperty(this, 'strayToken', { value: details.strayToken ?? null, enumerable: false })
  }
}

/** Why a token answer was refused after its shape was right. */
export type GrantRefusal = 'identity_invalid' | 'scope_missing' | 'keys_unavailable'
