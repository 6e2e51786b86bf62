import 'server-only'
import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { boundedFetch, WireError } from '#lib/http'
import { TokenEndpointError } from '#lib/oauth/errors'
import { brokenOff } from '#lib/oauth/token-errors'
import { type AuthorizationServer, type Received, TOKEN_TEXT } from '#lib/oauth/types'

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

/** The answer to a request. @throws TokenEndpointError when there is none. */
export async function receive(request: Promise<Response>): Promise<Received> {
  const response = await request.catch((error: unknown) => {
    throw error instanceof WireError ? brokenOff(error) : new TokenEndpointError('unreachable')
  })
  const text = await response.text()
  return { response, text, json: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const token = z.string().regex(TOKEN_TEXT)

// Whole seconds, as a number or, from some servers, as its digits. Nothing else: `true` and `[3600]` would convert to numbers too.
export const lifetime = z
  .union([z.number(), z.string().regex(/^\d{1,8}$/)])
  .transform((seconds) => Math.floor(Number(seconds)))
  .pipe(z.number().min(1).max(31_536_000))

/** The scopes that a text names, each once. */
export function scopesIn(text: string): string[] {
  return [...new Set(text.split(' ').filter(isScope))]
}

/**
 * RFC 6749, section 3.3. What is no scope names nothing that could be missed, and must not cost a refreshed pair: with a
 * NUL in it PostgreSQL would not store the row.
 */
export function isScope(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)
}

/** RFC 6749, section 5.1 leaves it to the documentation; Qonto's says an hour. */
export const DEFAULT_LIFETIME_S = 3600
