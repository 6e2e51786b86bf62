import 'server-only'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { exchangeAndVerify } from '#lib/auth/next-auth/exchange-and-verify'
import type { Flow } from '#lib/auth/transaction/flow'
import type { IdTokenClaims } from '#lib/oauth/types'
import type { QontoEndpoints } from '#lib/qonto/endpoints'

/** What one trip asks for. */
export interface AuthorizationRequest {
  scopes: string[]
  /** Locks the trip to one organisation, so that its picker is skipped (Qonto, "Authorize"). */
  organizationId: string | null
}

/** For what begins no trip. */
export const NOTHING_ASKED: AuthorizationRequest = { scopes: [], organizationId: null }

/**
 * Qonto for next-auth, as data. No `wellKnown`, or next-auth would fetch and trust discovery on every sign-in.
 * `token.request` owns every check: with it set, next-auth only loads its cookies and compares nothing itself.
 */
export function qontoProvider(
  qonto: QontoEndpoints,
  { scopes, organizationId }: AuthorizationRequest,
  flow: Flow | null,
): OAuthConfig<IdTokenClaims> {
  return {
    id: 'qonto',
    name: 'Qonto',
    type: 'oauth',
    version: '2.0',
    issuer: qonto.issuer,
    clientId: qonto.clientId,
    clientSecret: qonto.clientSecret,
    client: { token_endpoint_auth_method: 'client_secret_post' },
    checks: ['pkce', 'state', 'nonce'],
    idToken: true,
    authorization: {
      url: qonto.authorizationUrl,
      params: {
        response_type: 'code',
        scope: scopes.join(' '),
        ...(organizationId === null ? {} : { organization_id: organizationId }),
      },
    },
    token: { url: qonto.tokenUrl, request: ({ checks }) => exchangeAndVerify(flow, checks) },
    userinfo: { request: async () => claims(flow) },
    profile: ({ sub }) => ({ id: sub, name: null, email: null, image: null }),
  }
}

function claims(flow: Flow | null): IdTokenClaims {
  if (!flow?.grant) throw new Error('The claims were asked for before they were verified.')
  return flow.grant.grant.claims
}
