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
import type { AuthorizationServer, Oddity, RefreshAnswer } from '#lib/oauth/types'

/**
 * Exchanges a refresh token once (RFC 6749, section 6). Qonto answers with a new one and lets the old one live for 60 s.
 * Of stored tokens only `access/refresh.ts` and `revocation/exhaust-queued.ts` may send any: the attempt must be
 * written down, or the token must be in the queue of revocations, before the request goes out. `probe-credentials.ts` sends one that
 * never existed.
 * @throws TokenEndpointError
 */
export async function refreshToken(
  server: AuthorizationServer,
  used: string,
  signal?: AbortSignal,
): Promise<RefreshAnswer> {
  const { as, client, authentication } = asOAuth(server)
  const options = throughOurFetch(server, signal)
  const received = await receive(oauth.refreshTokenGrantRequest(as, client, authentication, used, options))
  const { response, json } = received
  if (!response.ok) throw refusalOf(received, server.headers)
  const answer = refreshShape.safeParse(json)
  if (!answer.success) throw unusable(received, server.headers)
  const odd: Oddity[] = response.status === 200 ? answer.data.odd : ['status', ...answer.data.odd]
  return { ...answer.data, odd, skew: clockSkew(response, Date.now()) ?? 0 }
}

/** Longer than any access token that is worth its name; an earlier renewal costs nothing. */
const LONGEST_LIFETIME_S = 86_400

/**
 * The shape of an answer to a refresh, of which only the tokens count: refusing it for anything else would lose the chain,
 * because the token that was sent is used up. What is odd beside a usable refresh token is repaired and named in `odd`.
 * An access token that must not be used (of an unknown type, or the same as the refresh token) is left out: the next
 * refresh brings another.
 */
const refreshShape = z
  .object({
    access_token: z.unknown().optional(),
    token_type: z.unknown().optional(),
    expires_in: z.unknown().optional(),
    refresh_token: token.nullish(),
    scope: z.unknown().optional(),
    id_token: z.unknown().optional(),
  })
  .transform(({ access_token, token_type, expires_in, refresh_token, scope, id_token }, context) => {
    const odd: Oddity[] = []
    const note = <Value>(name: Oddity, value: Value): Value => {
      odd.push(name)
      return value
    }
    const isBearer = token_type == null ? note('token_type', true) : /^bearer$/i.test(String(token_type))
    if (!isBearer) note('token_type', false)
    const access = token.safeParse(access_token).data ?? null
    const isUsable = access !== null && access !== refresh_token && isBearer
    if (!isUsable) note('access_token', null)
    if (!isUsable && refresh_token == null) context.addIssue({ code: 'custom', message: 'no usable token' })
    const seconds = expires_in == null ? DEFAULT_LIFETIME_S : (lifetime.safeParse(expires_in).data ?? null)
    const isPlausible = seconds !== null && seconds <= LONGEST_LIFETIME_S
    const words = scope == null || typeof scope === 'string' ? (scope ?? null) : note('scope', joined(scope))
    return {
      accessToken: isUsable ? access : null,
      refreshToken: refresh_token ?? null,
      idToken: id_token,
      scopes: words === null ? null : scopesIn(words),
      expiresIn: isPlausible ? seconds : note('expires_in', DEFAULT_LIFETIME_S),
      odd,
    }
  })

/** A list of scopes is meant as one; anything else names none, and the scopes stay as they were. */
function joined(scope: unknown): string | null {
  return z.array(z.string()).nonempty().safeParse(scope).data?.join(' ') ?? null
}
