import { createRequire } from 'node:module'
import type { AuthOptions } from 'next-auth'
import type { Adapter } from 'next-auth/adapters'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { SIMULATOR_APP } from '#lib/env'
import type { Memory } from './memory.ts'

/** What a pitfall needs to be configured differently, as the documentation would have it. */
export interface Variation {
  options?: Partial<AuthOptions>
  provider?: Partial<OAuthConfig<Claims>>
  /** Taken out of the provider, so that next-auth's own default applies. */
  withoutProvider?: Array<keyof OAuthConfig<Claims>>
  adapter?: Partial<Adapter>
  /** Sessions as JWTs, next-auth's own default. */
  withoutAdapter?: boolean
  /** Another address of the discovery document, on the control itself. */
  wellKnown?: (controlUrl: string) => string
  /** The endpoints by name, without discovery. */
  staticEndpoints?: boolean
}
export interface Claims {
  sub: string
  email?: string
}

/** At least 32 characters; it opens nothing but the control. */
export const PLAIN_SECRET = 'the control keeps one secret for everything'

/** Qonto as an ordinary provider of next-auth 4, after "Using a custom provider" of its documentation. */
export function plainOptions(simulatorUrl: string, controlUrl: string, memory: Memory, vary: Variation): AuthOptions {
  const qonto: OAuthConfig<Claims> = {
    id: 'qonto',
    name: 'Qonto',
    type: 'oauth',
    wellKnown: `${simulatorUrl}/.well-known/openid-configuration`,
    clientId: SIMULATOR_APP.clientId,
    clientSecret: SIMULATOR_APP.clientSecret,
    client: { token_endpoint_auth_method: 'client_secret_post' },
    authorization: { params: { scope: 'openid offline_access organization.read membership.read' } },
    idToken: true,
    checks: ['pkce', 'state'],
    // Sandbox calls need it, and next-auth has no other place for a header.
    httpOptions: { headers: { 'X-Qonto-Staging-Token': SIMULATOR_APP.stagingToken } },
    profile: ({ sub, email }) => ({ id: sub, email: email ?? null }),
    ...(vary.staticEndpoints ? endpointsOf(simulatorUrl) : {}),
    ...vary.provider,
  }
  if (vary.wellKnown) qonto.wellKnown = vary.wellKnown(controlUrl)
  for (const name of vary.withoutProvider ?? []) delete qonto[name]
  return {
    providers: [qonto, stranger(`${controlUrl}/stranger`)],
    ...(vary.withoutAdapter ? {} : { adapter: { ...memory.adapter(), ...vary.adapter } }),
    secret: PLAIN_SECRET,
    callbacks: { session: withId, ...vary.options?.callbacks },
    ...without(vary.options, 'callbacks'),
  }
}

// "Session callback" of the documentation: by default a session does not say whose it is.
const withId: NonNullable<NonNullable<AuthOptions['callbacks']>['session']> = ({ session, user, token }) => ({
  ...session,
  user: { ...session.user, id: user?.id ?? token?.sub },
})

function endpointsOf(url: string): Partial<OAuthConfig<Claims>> {
  const scope = 'openid offline_access organization.read membership.read'
  return {
    issuer: url,
    authorization: { url: `${url}/oauth2/auth`, params: { scope } },
    token: `${url}/oauth2/token`,
    jwks_endpoint: `${url}/.well-known/jwks.json`,
  }
}

/** A second provider of the same site, which has nothing to do with Qonto. */
function stranger(url: string): OAuthConfig<Claims> {
  const wellKnown = `${url}/.well-known/openid-configuration`
  const profile = ({ sub }: Claims) => ({ id: sub })
  return { id: 'stranger', name: 'Stranger', type: 'oauth', clientId: 'x', clientSecret: 'y', wellKnown, profile }
}

function without(options: Partial<AuthOptions> = {}, name: keyof AuthOptions): Partial<AuthOptions> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => key !== name))
}

/** next-auth is CommonJS, and its default export therefore a level deeper than an import says. */
export const nextAuth = (createRequire(import.meta.url)('next-auth') as typeof import('next-auth')).default
