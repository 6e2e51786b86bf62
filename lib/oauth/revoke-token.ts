import 'server-only'
import * as oauth from 'oauth4webapi'
import { WireError } from '#lib/http'
import { TokenEndpointError } from '#lib/oauth/errors'
import { asOAuth, failureOf, retryAfter, throughOurFetch } from '#lib/oauth/token-endpoint'
import type { AuthorizationServer } from '#lib/oauth/types'

/**
 * Asks for the revocation of a token and its whole chain (RFC 7009).
 * A normal return means "accepted", never "revoked": Hydra answers 200 for almost anything, its own failures included.
 * @throws TokenEndpointError
 */
export async function revokeToken(server: AuthorizationServer, token: string, signal?: AbortSignal): Promise<void> {
  const { as, client, authentication } = asOAuth(server)
  const response = await oauth
    .revocationRequest(as, client, authentication, token, throughOurFetch(server, signal))
    .catch((error: unknown) => {
      throw new TokenEndpointError(error instanceof WireError ? error.failure : 'unreachable')
    })
  const isHtml = /^text\/html/i.test(response.headers.get('content-type') ?? '')
  if (response.status === 200 && !isHtml) return
  const json: unknown = await response.json().catch(() => null)
  throw new TokenEndpointError(response.status === 200 ? 'html_answer' : failureOf(response, json), {
    retryAfterMs: retryAfter(response),
  })
}
