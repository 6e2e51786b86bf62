import 'server-only'
import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { clockSkew } from '#lib/http'
import {
  asOAuth,
  DEFAULT_LIFETIME_S,
  lifetime,
  receive,
  scopesIn,
  throughOurFetch,
  token,
} from '#lib/oauth/token-endpoint'
import { refusalOf, unusable } from '#lib/oauth/token-errors'
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
  const options = throughOurFetch(server, exchange.signal)
  const response = validate(as, client, exchange)
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

/** The shape of a token answer. Unknown members are dropped (RFC 6749, section 5.1). */
const answerShape = z
  .object({
    access_token: token,
    // Case-insensitive (RFC 6749, section 7.1); any other type is one that we do not understand and must not use.
    token_type: z.string().regex(/^bearer$/i),
    expires_in: lifetime.nullish(),
    refresh_token: token.nullish(),
    scope: z.string().max(8192).nullish(),
    // Optional by name: zod takes an unknown value for a required one, and Qonto need not send one on a refresh.
    id_token: z.unknown().optional(),
  })
  // One string for both would send the token that renews to every place that the other one goes.
  .refine(({ access_token, refresh_token }) => access_token !== refresh_token)

/** The answer in our words. @throws TokenEndpointError; a token that came in a refused answer travels in `strayToken`. */
export async function readTokenAnswer(
  { headers }: Pick<AuthorizationServer, 'headers'>,
  request: Promise<Response>,
): Promise<TokenAnswer> {
  const received = await receive(request)
  const { response, json } = received
  if (response.status !== 200) throw refusalOf(received, headers)
  const answer = answerShape.safeParse(json)
  if (!answer.success) throw unusable(received, headers)
  const { access_token, refresh_token, id_token, scope, expires_in } = answer.data
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? null,
    idToken: id_token,
    scopes: scope == null ? null : scopesIn(scope),
    expiresIn: expires_in ?? DEFAULT_LIFETIME_S,
    skew: clockSkew(response, Date.now()) ?? 0,
  }
}
