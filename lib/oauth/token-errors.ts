import 'server-only'
import { z } from 'zod'
import { isStagingGate, isWebPage, retryAfter, type WireError } from '#lib/http'
import { knownError, TokenEndpointError, type TokenFailure } from '#lib/oauth/errors'
import { type Received, TOKEN_TEXT } from '#lib/oauth/types'

/** What a token endpoint has refused, with the token that its answer names all the same. */
export function refusalOf({ response, text, json }: Received, sent: Record<string, string>): TokenEndpointError {
  return new TokenEndpointError(failureOf(response, json, sent), {
    ...{ retryAfterMs: retryAfter(response), strayToken: strayTokenOf(json) ?? tokenNamedIn(text) },
    oauthError: errorIn(json),
  })
}

/** An answer that was to be a success and has not its shape. */
export function unusable({ response, text, json }: Received, sent: Record<string, string>): TokenEndpointError {
  const strayToken = strayTokenOf(json) ?? tokenNamedIn(text)
  return new TokenEndpointError(pageFailure(response, sent) ?? 'invalid_answer', { strayToken })
}

/** Half an answer is none, but the tokens that are named in it exist. */
export function brokenOff({ failure, received }: WireError): TokenEndpointError {
  const hasEndlessIdToken = failure === 'too_large' && isWithinIdToken(received)
  return new TokenEndpointError(failure, { strayToken: tokenNamedIn(received), hasEndlessIdToken })
}

/** The `error` of an error body, when it is one that we know. */
function errorIn(json: unknown) {
  return knownError(z.object({ error: z.string() }).safeParse(json).data?.error)
}

/**
 * The failure that a status and an error body mean. Only `error` and the status are read: descriptions differ by version.
 * @param sent the headers of our own that went with the request
 */
export function failureOf(response: Response, json: unknown, sent: Record<string, string>): TokenFailure {
  if (response.status === 429) return 'rate_limited'
  if (response.status >= 500) return 'server_error'
  if (response.status >= 300 && response.status < 400)
    return isSignInGate(response) && isStagingGate(response, sent) ? 'html_answer' : 'redirected'
  const page = pageFailure(response, sent)
  if (page !== null) return page
  const parsed = z.object({ error: z.string() }).safeParse(json)
  switch (parsed.data?.error) {
    case 'invalid_grant':
      return 'invalid_grant'
    case 'invalid_client':
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return 'invalid_client'
    case 'invalid_scope':
    case 'scope_not_granted':
      return 'invalid_scope'
    // Hydra reports two refreshes that collided in its database this way, and asks to try again.
    case 'invalid_request':
      return 'invalid_request'
    case 'server_error':
    case 'temporarily_unavailable':
      return 'server_error'
    default:
      return response.status === 401 ? 'invalid_client' : 'invalid_answer'
  }
}

/** What a web page instead of data means; null for data. */
function pageFailure(response: Response, sent: Record<string, string>): 'html_answer' | 'web_page' | null {
  if (!isWebPage(response)) return null
  return isStagingGate(response, sent) ? 'html_answer' : 'web_page'
}

// Without the staging token the sandbox may answer with a redirect to its sign-in gate (qonto.md 1.1).
function isSignInGate(response: Response): boolean {
  return response.status === 302 && /onelogin|login|developers/i.test(response.headers.get('location') ?? '')
}

/** A token in an answer that cannot be accepted: the refresh token rather, because revoking it ends the access token too. */
function strayTokenOf(json: unknown): string | null {
  const token = z.string().regex(TOKEN_TEXT)
  const found = z
    .object({ refresh_token: token.optional().catch(undefined), access_token: token.optional().catch(undefined) })
    .safeParse(json)
  return found.data?.refresh_token ?? found.data?.access_token ?? null
}

/** Broken JSON, or half of an answer, may still name a token that exists at Qonto. Good enough to revoke it, never to use it. */
function tokenNamedIn(text: string): string | null {
  const find = (name: string) =>
    new RegExp(`"${name}"\\s*:\\s*"([\\x21\\x23-\\x5b\\x5d-\\x7e]{1,8192})"`).exec(text)?.[1]
  return find('refresh_token') ?? find('access_token') ?? null
}

/** Where a JSON text was broken off: in the middle of its ID token, or anywhere else. */
function isWithinIdToken(text: string): boolean {
  return /"id_token"\s*:\s*"[^"]*$/.test(text)
}
