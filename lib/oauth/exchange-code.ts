import 'server-only'
import * as oauth from 'oauth4webapi'
import { asOAuth, readTokenAnswer, throughOurFetch } from '#lib/oauth/token-endpoint'
import type { AuthorizationServer, TokenAnswer } from '#lib/oauth/types'

export interface CodeExchange {
  /** The parameters of the authorization response, already reduced to one value each. */
  response: URLSearchParams
  state: string
  codeVerifier: string
  redirectUri: string
  signal?: AbortSignal
}

/** The authorization response is not an answer to our request: `state` or `iss` differ, or there is no code. */
export class ForeignResponse extends Error {
  override name = 'ForeignResponse'
}

/**
 * Exchanges an authorization code (RFC 6749, section 4.1.3; PKCE RFC 7636; `iss` RFC 9207).
 * The caller has consumed the transaction: a code that is sent twice makes Hydra revoke the first tokens, so this never retries.
 * @throws ForeignResponse before anything is sent; TokenEndpointError for every failure after it.
 */
export async function exchangeCode(server: AuthorizationServer, exchange: CodeExchange): Promise<TokenAnswer> {
  const { as, client, authentication } = asOAuth(server)
  const response = validate(as, client, exchange)
  const options = throughOurFetch(server, exchange.signal)
  return readTokenAnswer(
    server,
    oauth.authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      response,
      exchange.redirectUri,
      exchange.codeVerifier,
      options,
    ),
  )
}

function validate(
  as: oauth.AuthorizationServer,
  client: oauth.Client,
  { response, state }: CodeExchange,
): URLSearchParams {
  try {
    return oauth.validateAuthResponse(as, client, response, state)
  } catch {
    // The original error carries the expected state; it goes no further.
    throw new ForeignResponse('The authorization response does not belong to this request.')
  }
}
