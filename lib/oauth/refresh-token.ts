import 'server-only'
import * as oauth from 'oauth4webapi'
import { asOAuth, readTokenAnswer, throughOurFetch } from '#lib/oauth/token-endpoint'
import type { AuthorizationServer, TokenAnswer } from '#lib/oauth/types'

/**
 * Exchanges a refresh token once (RFC 6749, section 6). Qonto answers with a new one and lets the old one live for 60 s.
 * Of stored tokens only `lib/connection/refresh.ts` and `use-up-queued.ts` may send any: the attempt must stand in the
 * ledger, or the token in the queue of revocations, before the request goes out. `probe-credentials.ts` sends one that
 * never existed.
 * @throws TokenEndpointError
 */
export function refreshToken(server: AuthorizationServer, token: string, signal?: AbortSignal): Promise<TokenAnswer> {
  const { as, client, authentication } = asOAuth(server)
  return readTokenAnswer(
    server,
    oauth.refreshTokenGrantRequest(as, client, authentication, token, throughOurFetch(server, signal)),
  )
}
