import 'server-only'
import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { boundedFetch, clockSkew, isStagingWall, isWebPage, WireError } from '#lib/http'
import { knownError, TokenEndpointError, type TokenFailure } from '#lib/oauth/errors'
import {
  answerShape,
  DEFAULT_LIFETIME_S,
  isWithinIdToken,
  refreshShape,
  scopesIn,
  strayTokenOf,
  tokenNamedIn,
} from '#lib/oauth/schemas'
import type { AuthorizationServer, Oddity, RefreshAnswer, TokenAnswer } from '#lib/oauth/types'

type Endpoint = Pick<oauth.AuthorizationServer, 'issuer' | 'token_endpoint' | 'revocation_endpoint'>

/** Our settings in the words of oauth4webapi. Credentials go into the body: Hydra binds one method per client (qonto.md 3.1). */
export function asOAuth(server: AuthorizationServer): {
  as: Endpoint
  client: oauth.Client
  authentication: oauth.ClientAuth
} {
  return {
    as: { issuer: server.issuer, token_endpoint: server.tokenUrl, revocation_endpoint: server.revocationUrl },
    client: { client_id: server.clientId },
    authentication: oauth.ClientSecretPost(server.clientSecret),
  }
}

/** Options that send a request of oauth4webapi through our bounded fetch, with the staging header. */
export function throughOurFetch(server: AuthorizationServer, signal?: AbortSignal) {
  return {
    [oauth.allowInsecureRequests]: server.loopback,
    [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, URLSearchParams | undefined>) =>
      boundedFetch(url, {
        method: 'POST',
        headers: { ...init.headers, ...server.headers },
        body: init.body?.toString(),
        signal,
      }),
  }
}

/**
 * Makes one request and reads its answer as a token answer.
 * @throws TokenEndpointError with the reason; a token that came in a refused answer travels in `strayToken`.
 */
export async function readTokenAnswer(
  { headers }: Pick<AuthorizationServer, 'headers'>,
  request: Promise<Response>,
): Promise<TokenAnswer> {
  const { response, text, json } = await receive(request)
  const skew = clockSkew(response, Date.now()) ?? 0
  const strayToken = strayTokenOf(json) ?? tokenNamedIn(text)
  if (response.status !== 200)
    throw new TokenEndpointError(failureOf(response, json, headers), {
      ...{ retryAfterMs: retryAfter(response), strayToken },
      oauthError: errorIn(json),
    })
  const answer = answerShape.safeParse(json)
  if (!answer.success) throw new TokenEndpointError(pageFailure(response, headers) ?? 'invalid_answer', { strayToken })
  const { access_token, refresh_token, id_token, scope, expires_in } = answer.data
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? null,
    idToken: id_token,
    scopes: scope == null ? null : scopesIn(scope),
    expiresIn: expires_in ?? DEFAULT_LIFETIME_S,
    skew,
  }
}

/**
 * Makes one request and reads its answer as that to a refresh, of which nothing usable is thrown away.
 * @throws TokenEndpointError as above
 */
export async function readRefreshAnswer(
  { headers }: Pick<AuthorizationServer, 'headers'>,
  request: Promise<Response>,
): Promise<RefreshAnswer> {
  const { response, text, json } = await receive(request)
  const details = { strayToken: strayTokenOf(json) ?? tokenNamedIn(text) }
  if (!response.ok)
    throw new TokenEndpointError(failureOf(response, json, headers), {
      ...{ ...details, retryAfterMs: retryAfter(response) },
      oauthError: errorIn(json),
    })
  const answer = refreshShape.safeParse(json)
  if (!answer.success) throw new TokenEndpointError(pageFailure(response, headers) ?? 'invalid_answer', details)
  const odd: Oddity[] = response.status === 200 ? answer.data.odd : ['status', ...answer.data.odd]
  return { ...answer.data, odd, skew: clockSkew(response, Date.now()) ?? 0 }
}

interface Received {
  response: Response
  text: string
  /** The body as JSON; null when it is none. */
  json: unknown
}

/** The answer to a request. @throws TokenEndpointError when there is none. */
export async function receive(request: Promise<Response>): Promise<Received> {
  const response = await request.catch((error: unknown) => {
    throw error instanceof WireError ? brokenOff(error) : new TokenEndpointError('unreachable')
  })
  const text = await response.text()
  return { response, text, json: parse(text) }
}

/** Half an answer is none, but the tokens that are named in it exist. */
function brokenOff({ failure, received }: WireError): TokenEndpointError {
  const hasEndlessIdToken = failure === 'too_large' && isWithinIdToken(received)
  return new TokenEndpointError(failure, { strayToken: tokenNamedIn(received), hasEndlessIdToken })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
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
    return isSignInWall(response) && isStagingWall(response, sent) ? 'html_answer' : 'redirected'
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

/** `Retry-After` in milliseconds (RFC 9110, section 10.2.3: seconds or a date); null without a usable one. */
export function retryAfter(response: Response): number | null {
  const value = response.headers.get('retry-after')?.trim()
  if (!value) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, 3_600_000) : null
}

/** What a web page instead of data means; null for data. */
function pageFailure(response: Response, sent: Record<string, string>): 'html_answer' | 'web_page' | null {
  if (!isWebPage(response)) return null
  return isStagingWall(response, sent) ? 'html_answer' : 'web_page'
}

// Without the staging token the sandbox may answer with a redirect to its sign-in wall (qonto.md 1.1).
function isSignInWall(response: Response): boolean {
  return response.status === 302 && /onelogin|login|developers/i.test(response.headers.get('location') ?? '')
}
