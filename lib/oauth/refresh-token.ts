import 'server-only'
import * as oauth from 'oauth4webapi'
import { asOAuth, readRefreshAnswer, throughOurFetch } from '#lib/oauth/token-endpoint'
import type { AuthorizationServer, RefreshAnswer } from '#lib/oauth/types'

/**
 * Exchanges a refresh token once (RFC 6749, section 6). Qonto answers with a new one and lets the old one live for 60 s.
 * Of stored tokens only `lib/access/refresh.ts` and `use-up-queued.ts` may send any: the attempt must stand in the
 * ledger, or the token in the queue of revocations, before the request goes out. `probe-credentials.ts` sends one that
 * never existed.
 * @throws TokenEndpointError
 */
export function refreshToken(server: AuthorizationServer, token: string, signal?: AbortSignal): Promise<RefreshAnswer> {
  const { as, client, authentication } = asOAuth(server)
  return readRefreshAnswer(
    server,
    oauth.refreshTokenGrantRequest(as, client, authentication, token, throughOurFetch(server, signal)),
  )
}
