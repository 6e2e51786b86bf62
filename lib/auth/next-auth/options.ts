import 'server-only'
import type { AuthOptions } from 'next-auth'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { adapter } from '#lib/auth/next-auth/adapter'
import { exchangeAndVerify } from '#lib/auth/next-auth/exchange-and-verify'
import { storeConsent } from '#lib/auth/next-auth/sign-in-callback'
import { cookieOptions, isSecureOrigin } from '#lib/auth/session/cookies'
import { ABSOLUTE_LIMIT_S } from '#lib/auth/session/session-store'
import type { Flow } from '#lib/auth/transaction/flow'
import { settings } from '#lib/env'
import { newSecret } from '#lib/ids'
import { log } from '#lib/log'
import type { IdTokenClaims } from '#lib/oauth/types'
import { type QontoEndpoints, qontoEndpoints } from '#lib/qonto/endpoints'

/** What one transaction asks for. */
export interface AuthorizationRequest {
  scopes: string[]
  /** Locks it to one organisation, so that its picker is skipped (Qonto, "Authorize"). */
  organizationId: string | null
}

/** For what begins no transaction. */
const NOTHING_ASKED: AuthorizationRequest = { scopes: [], organizationId: null }

/**
 * next-auth, as a list of decisions. Each stands against something that its defaults get wrong for a bank connection.
 * @param flow the callback that it finishes; without one it can neither exchange a code nor make a session
 */
export function authOptions({
  request = NOTHING_ASKED,
  flow = null,
}: {
  request?: AuthorizationRequest
  flow?: Flow | null
} = {}): AuthOptions {
  return {
    providers: [qontoProvider(qontoEndpoints(settings()), request, flow)],
    adapter: adapter(flow),
    secret: settings().authSecret,
    // Rows, not JWTs: a session can be ended on the server, and its cookie holds nothing.
    session: { strategy: 'database', maxAge: ABSOLUTE_LIMIT_S, updateAge: 60, generateSessionToken: newSecret },
    useSecureCookies: isSecureOrigin(),
    cookies: cookieOptions(),
    pages: { signIn: '/', signOut: '/', error: '/sign-in/error' },
    callbacks: {
      // Runs on every sign-in, before a session exists: the only place where tokens are stored.
      signIn: () => flow !== null && storeConsent(flow),
      session: ({ session, user }) => ({ expires: session.expires, user: { id: user.id } }),
      redirect: ({ url, baseUrl }) => (url.startsWith(`${baseUrl}/`) ? url : baseUrl),
    },
    // Only the code: next-auth's metadata carries states, verifiers and whole provider objects. Never `debug`.
    logger: {
      error: (code) => log.warn('next_auth_error', { code }),
      warn: (code) => log.warn('next_auth_warning', { code }),
    },
  }
}

/**
 * Qonto for next-auth, as data. No `wellKnown`, or next-auth would fetch and trust discovery on every sign-in.
 * On the way there next-auth mints all three checks. On the way back it is given none: `token.request` owns every check,
 * with the values that our own cookie has kept, and next-auth would only unseal cookies and compare nothing.
 */
function qontoProvider(
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
    checks: flow ? ['none'] : ['pkce', 'state', 'nonce'],
    idToken: true,
    authorization: {
      url: qonto.authorizationUrl,
      params: {
        response_type: 'code',
        scope: scopes.join(' '),
        ...(organizationId === null ? {} : { organization_id: organizationId }),
      },
    },
    token: { url: qonto.tokenUrl, request: () => exchangeAndVerify(flow) },
    userinfo: { request: async () => claims(flow) },
    profile: ({ sub }) => ({ id: sub, name: null, email: null, image: null }),
  }
}

function claims(flow: Flow | null): IdTokenClaims {
  if (!flow?.grant) throw new Error('The claims were asked for before they were verified.')
  return flow.grant.grant.claims
}
