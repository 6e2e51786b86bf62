import 'server-only'
import * as oauth from 'oauth4webapi'
import { isStagingGate, isWebPage, retryAfter } from '#lib/http'
import { TokenEndpointError } from '#lib/oauth/errors'
import { asOAuth, receive, throughOurFetch } from '#lib/oauth/token-endpoint'
import { failureOf } from '#lib/oauth/token-errors'
import type { AuthorizationServer } from '#lib/oauth/types'

/** The token whose revocation ends everything that came of one consent: the refresh token, else the only one there is. */
export function endingToken(pair: { refreshToken: string | null; accessToken: string | null }): string {
  const token = pair.refreshToken ?? pair.accessToken
  if (token === null) throw new Error('An answer without any token must have been refused before.')
  return token
}

/**
 * Asks for the revocation of a token and its whole chain (RFC 7009).
 * A normal return means "accepted", never "revoked": Hydra answers 200 for almost anything, its own failures included.
 * @throws TokenEndpointError
 */
export async function revokeToken(server: AuthorizationServer, token: string, signal?: AbortSignal): Promise<void> {
  const { as, client, authentication } = asOAuth(server)
  const request = oauth.revocationRequest(as, client, authentication, token, throughOurFetch(server, signal))
  const { response, json } = await receive(request)
  // RFC 7009, section 2.2: the status says it all, and the body is ignored. Only a web page comes from another server.
  const isAccepted = response.status === 200 || response.status === 204
  if (isAccepted && !isWebPage(response)) return
  const page = isStagingGate(response, server.headers) ? 'html_answer' : 'web_page'
  throw new TokenEndpointError(isAccepted ? page : failureOf(response, json, server.headers), {
    retryAfterMs: retryAfter(response),
  })
}
