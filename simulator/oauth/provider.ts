import { randomBytes } from 'node:crypto'
import { type Configuration, Provider } from 'oidc-provider'
import { TRIP_LIFETIME_S } from '#simulator/authorization/finish-trip'
import { isAllowedRedirectUri } from '#simulator/authorization/redirect-uri'
import { privateKeyOf } from '#simulator/id-token/signing-keys'
import { logError } from '#simulator/log'
import { adapterFor } from '#simulator/oauth/adapter'
import { SCOPE_NAMES } from '#simulator/oauth/scopes'
import { memberById } from '#simulator/people/find-people'
import type { Store } from '#simulator/store/store'
import type { SimulatorOptions } from '#simulator/types'

const DAY = 86_400

/** oidc-provider, told to behave like the Hydra behind Qonto. What it cannot be told is done around it. */
export function buildProvider(options: SimulatorOptions, store: Store): Provider {
  const provider = new Provider(options.url, configuration(options, store))
  prefixTokens(provider.AuthorizationCode, 'ory_ac_')
  prefixTokens(provider.AccessToken, 'ory_at_')
  prefixTokens(provider.RefreshToken, 'ory_rt_')
  provider.Client.prototype.redirectUriAllowed = (uri) => isAllowedRedirectUri(store.redirectUris, uri)
  // Hydra tells the granted scopes in the redirect and sends no `iss` (no RFC 9207).
  provider.on('authorization.success', (ctx, out) => {
    if (out) Object.assign(out, { scope: ctx.oidc.entities.AuthorizationCode?.scope, iss: undefined })
  })
  provider.on('server_error', (_ctx, error) => logError('server_error', error))
  return provider
}

function configuration(options: SimulatorOptions, store: Store): Configuration {
  return {
    adapter: adapterFor(store),
    clients: [
      {
        client_id: options.clientId,
        client_secret: options.clientSecret,
        // The library wants at least one; which ones count is decided above.
        redirect_uris: ['http://127.0.0.1/'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    clientAuthMethods: ['client_secret_post'],
    cookies: { keys: [store.cookieSecret] },
    // Required by the library; our own code signs (sign-id-token.ts), so that keys can be rolled while it runs.
    jwks: {
      keys: store.keys
        .slice(-1)
        .map((key) => ({ ...privateKeyOf(key).export({ format: 'jwk' }), kid: key.kid, kty: 'RSA' })),
    },
    routes: {
      authorization: '/oauth2/auth',
      token: '/oauth2/token',
      revocation: '/oauth2/revoke',
      jwks: '/.well-known/jwks.json',
      userinfo: '/userinfo',
    },
    scopes: SCOPE_NAMES,
    extraParams: ['organization_id', 'registration_id', 'identity_type', 'audience'],
    ttl: {
      AuthorizationCode: 600,
      AccessToken: 3600,
      IdToken: 3600,
      RefreshToken: 90 * DAY,
      Grant: 3650 * DAY,
      Interaction: TRIP_LIFETIME_S,
      Session: DAY,
    },
    // The library forgives 15 s; here a lifetime is what it says.
    clockTolerance: 0,
    pkce: { required: () => false },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, _client, code) => code.scopes.has('offline_access'),
    expiresWithSession: () => false,
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId)
    },
    findAccount: (_ctx, membershipId) =>
      memberById(membershipId) ? { accountId: membershipId, claims: () => ({ sub: membershipId }) } : undefined,
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: {
        enabled: true,
        // Hydra: revoking a refresh token whose grace is over does nothing and still answers 200.
        allowedPolicy: (_ctx, client, token) =>
          token.clientId === client.clientId && !('consumed' in token && token.consumed),
      },
    },
    // authorize.ts turns this into a page.
    renderError: (ctx, out) => {
      ctx.body = out
    },
  }
}

/** Wraps instead of replacing, because the original also decides the token's format; the dot is Hydra's (key and signature). */
function prefixTokens(model: object, prefix: string): void {
  const prototype: object = Reflect.get(model, 'prototype')
  const make: unknown = Reflect.get(prototype, 'generateTokenId')
  if (typeof make !== 'function') throw new TypeError('oidc-provider no longer has generateTokenId')
  Reflect.set(prototype, 'generateTokenId', function generate(this: unknown) {
    return `${prefix}${String(Reflect.apply(make, this, []))}.${randomBytes(32).toString('base64url')}`
  })
}
