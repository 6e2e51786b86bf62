import type { SignInError } from '#lib/auth/transaction/sign-in-errors'
import type { IdTokenCheck } from '#lib/oauth/check-names'
import { JARM } from '#simulator/control/client-modules'

/** What a module must come to. A refusal names the code of our error page and, for an ID token, the one check that must have failed. */
export type Expected =
  | { outcome: 'accepted' }
  | { outcome: 'refused'; code: SignInError; check: IdTokenCheck | null; tokenRequests: 0 | 1 }
  /** A refreshed ID token that breaks Core 12.2: the tokens are revoked, never used. */
  | { outcome: 'quarantined' }
  | { outcome: 'not used' }
  | { outcome: 'not applicable'; why: string }

export interface ClientModule {
  name: string
  does: string
  expected: Expected
}

const accepted: Expected = { outcome: 'accepted' }
const quarantined: Expected = { outcome: 'quarantined' }
const notUsed: Expected = { outcome: 'not used' }
const identity = (check: IdTokenCheck): Expected => ({
  outcome: 'refused',
  code: 'identity_invalid',
  check,
  tokenRequests: 1,
})
const beforeTheExchange: Expected = { outcome: 'refused', code: 'flow_invalid', check: null, tokenRequests: 0 }
const without = (why: string): Expected => ({ outcome: 'not applicable', why })

const NO_USERINFO = 'userinfo is never called; what stands in for it is the call of the organisation'
const STATIC = 'endpoints are configured, discovery is never asked (decision 0006)'
const NO_LOGOUT = 'no logout endpoint exists for Qonto to call'
const CODE_ONLY = 'belongs to a flow in which tokens come through the browser; ours is the code flow alone'
const OTHER_MEANS = 'a means of FAPI that Qonto does not offer'

const list = (prefix: string, rows: Array<[string, string, Expected]>): ClientModule[] =>
  rows.map(([name, does, expected]) => ({ name: `${prefix}${name}`, does, expected }))

/** In this order: what is remembered of the signing keys is part of some of them. */
export const PLANS: Array<{ title: string; modules: ClientModule[] }> = [
  {
    title: 'OpenID Connect: basic, config, dynamic, hybrid and comprehensive client plans',
    modules: list('oidcc-client-test', [
      ['-kid-absent-single-jwks', 'no `kid` in the header, one key published', accepted],
      ['', 'a correct flow', accepted],
      ['-invalid-iss', '`iss` + "1"', identity('issuer')],
      ['-missing-sub', 'no `sub`', identity('subject')],
      ['-invalid-aud', '`aud` + "1"', identity('audience')],
      ['-missing-aud', 'no `aud`', identity('audience')],
      ['-missing-iat', 'no `iat`', identity('issued_at')],
      ['-nonce-invalid', '`nonce` + "1"', identity('nonce')],
      ['-nonce-unless-code-flow', 'asks for a nonce in the request', accepted],
      ['-idtoken-sig-rs256', 'signed with RS256', accepted],
      ['-idtoken-sig-none', '`alg: none`', identity('signature')],
      ['-invalid-sig-rs256', 'a broken RS256 signature', identity('signature')],
      ['-invalid-sig-es256', 'a broken ES256 signature', identity('signature')],
      ['-invalid-sig-hs256', 'a broken HS256 signature', identity('signature')],
      ['-userinfo-bearer-header', 'wants the token in the header', accepted],
      ['-userinfo-bearer-body', 'wants the token in the body', without('optional, and Qonto documents the header')],
      ['-userinfo-invalid-sub', 'another `sub` in userinfo', without(NO_USERINFO)],
      ['-userinfo-signed', 'a signed userinfo answer', without(NO_USERINFO)],
      ['-scope-userinfo-claims', 'claims by scope in userinfo', without(NO_USERINFO)],
      [
        '-client-secret-basic',
        'only `client_secret_basic`',
        without('Qonto documents the secret in the body, and Hydra refuses the other method'),
      ],
      ['-invalid-chash', 'a wrong `c_hash`', identity('access_token_hash')],
      ['-missing-chash', 'no `c_hash`', without(CODE_ONLY)],
      ['-invalid-athash', 'a wrong `at_hash`', identity('access_token_hash')],
      ['-missing-athash', 'no `at_hash`; the suite lets it pass, Hydra always sends it', identity('access_token_hash')],
      ['-form-post-error', 'an error by form post', without('the callback answers 405 to a POST')],
      ['-discovery-openid-config', 'metadata per run', without(STATIC)],
      ['-discovery-jwks-uri-keys', 'an address of keys per run', without(STATIC)],
      ['-discovery-issuer-mismatch', 'another `issuer` in the metadata: nobody reads it', accepted],
      ['-discovery-webfinger-acct', 'WebFinger', without(STATIC)],
      ['-discovery-webfinger-url', 'WebFinger', without(STATIC)],
      ['-dynamic-registration', 'a registration endpoint', without('apps are registered in the Developer Portal')],
      ['-request-uri-signed-rs256', 'a request object by reference', without(OTHER_MEANS)],
      ['-request-uri-signed-none', 'a request object by reference', without(OTHER_MEANS)],
      ['-signing-key-rotation', 'another signing key at the second sign-in', accepted],
      ['-signing-key-rotation-just-before-signing', 'another key right before signing', accepted],
      ['-ignores-unparseable-key-in-jwks', 'one key of a kind that nobody knows', accepted],
      ['-aggregated-claims', 'claims in a JWT within', accepted],
      ['-distributed-claims', 'claims at an address of its choice: never fetched', accepted],
      ['-mtls-endpoint-aliases', 'another token endpoint for mTLS', without(OTHER_MEANS)],
      ['-kid-absent-multiple-jwks', 'no `kid`, several keys published', identity('signature')],
    ]),
  },
  {
    title: 'OpenID Connect: refresh tokens',
    modules: list('oidcc-client-test-refresh-token', [
      ['', 'rotates, with an ID token', accepted],
      ['-invalid-issuer', '`iss` + "1" in the refreshed ID token', notUsed],
      ['-invalid-sub', '`sub` + "1" in it', quarantined],
      ['-invalid-aud', '`aud` + "1" in it', notUsed],
      ['-invalid-azp', 'an `azp` that is not us in it', notUsed],
    ]),
  },
  {
    title: 'OpenID Connect: logout, and login from elsewhere',
    modules: [
      ...list('oidcc-client-test-', [
        [
          '3rd-party-init-login',
          'sends the person to a login address',
          without('no such address: it would be a way to sign people in against their will'),
        ],
        ['rp-init-logout', 'a logout at the provider', without(NO_LOGOUT)],
        ['rp-init-logout-other-state', 'the same with another state', without(NO_LOGOUT)],
        ['rp-init-logout-no-state', 'the same without a state', without(NO_LOGOUT)],
        ['session-management', 'an iframe that watches the session', without(NO_LOGOUT)],
        ['rp-frontchannel-rpinitlogout', 'an iframe that logs out', without(NO_LOGOUT)],
        ['rp-frontchannel-opinitlogout', 'an iframe that logs out', without(NO_LOGOUT)],
        ['rp-backchannel-rpinitlogout', 'a logout token', without(NO_LOGOUT)],
      ]),
      // Sent as ID tokens instead, which they must never pass for.
      ...list('oidcc-client-test-rp-backchannel-rpinitlogout', [
        ['-alg-none', 'a logout token for an ID token, `alg: none`', identity('signature')],
        ['-wrong-alg', 'the same, HS256', identity('signature')],
        ['-wrong-aud', 'the same, `aud` + "1"', identity('signature')],
        ['-wrong-iss', 'the same, `iss` + "1"', identity('signature')],
        ['-no-event', 'the same, without its event', identity('signature')],
        ['-wrong-event', 'the same, with another event', identity('signature')],
        ['-with-nonce', 'the same, with our nonce', identity('signature')],
      ]),
    ],
  },
  {
    title: 'FAPI 2.0 security profile and message signing',
    modules: [
      ...list('fapi2-security-profile-final-client-test-', [
        ['happy-path', 'measures `state` and `nonce`', accepted],
        ['happy-path-no-dpop-nonce', 'DPoP', without(OTHER_MEANS)],
        ['happy-path-no-mtls-endpoint-aliases', 'mTLS', without(OTHER_MEANS)],
        ['rs-dpop-auth-scheme-case-insensitivity', 'DPoP', without(OTHER_MEANS)],
        ['discovery-issuer-mismatch', 'another `issuer` in the metadata', without(STATIC)],
        ['invalid-authorization-response-iss', 'another `iss` in the redirect', beforeTheExchange],
        [
          'remove-authorization-response-iss',
          'no `iss` in the redirect although announced',
          without('Hydra announces none; one that comes must be equal'),
        ],
        ['ensure-authorization-response-with-invalid-state-fails', 'another `state`', beforeTheExchange],
        ['ensure-authorization-response-with-invalid-missing-state-fails', 'no `state`', beforeTheExchange],
        ['invalid-iss', '`iss` + "1"', identity('issuer')],
        ['invalid-missing-iss', 'no `iss`', identity('issuer')],
        ['invalid-aud', '`aud` + "1"', identity('audience')],
        ['invalid-missing-aud', 'no `aud`', identity('audience')],
        ['invalid-secondary-aud', 'a second audience', identity('audience')],
        ['valid-aud-as-array', '`aud` as a list of one', accepted],
        ['invalid-null-alg', '`alg: none`', identity('signature')],
        ['invalid-alternate-alg', 'PS256', identity('signature')],
        ['invalid-expired-exp', 'ended six minutes ago', identity('expiry')],
        ['invalid-missing-exp', 'no `exp`', identity('expiry')],
        ['invalid-nonce', '`nonce` + "1"', identity('nonce')],
        ['invalid-missing-nonce', 'no `nonce`', identity('nonce')],
        ['token-endpoint-response-without-expires_in', 'no `expires_in`', accepted],
        ['token-type-case-insensitivity', '`bEARER`', accepted],
        ...JARM.map((what): [string, string, Expected] => [
          `ensure-jarm-${what}`,
          'a `response=` nobody asked for',
          beforeTheExchange,
        ]),
        ['grant-management-happy-path', 'grant management', without(OTHER_MEANS)],
        ['grant-management-query-and-revoke', 'grant management', without(OTHER_MEANS)],
        ['grant-management-invalid-grant-id-fails', 'grant management', without(OTHER_MEANS)],
      ]),
      {
        name: 'fapi2-security-profile-final-client-refresh-token-test',
        does: 'always answers 401 and wants two refreshes',
        expected: without('of one country; ours refreshes once for a 401 and stops at the second (case R13)'),
      },
    ],
  },
  {
    title: 'FAPI 1.0 advanced: what it adds',
    modules: list('fapi1-advanced-final-client-test-', [
      ['iat-is-week-in-past', 'issued a week ago, and so lives for longer than a day', identity('expiry')],
      ['invalid-shash', 'a wrong `s_hash`', identity('access_token_hash')],
      ['invalid-missing-shash', 'no `s_hash`', without(CODE_ONLY)],
      ['invalid-chash', 'a wrong `c_hash`', identity('access_token_hash')],
      ['missing-athash', 'no `at_hash`; the suite lets it pass', identity('access_token_hash')],
      ['invalid-missing-aud', 'no `aud`', identity('audience')],
      ['invalid-missing-iss', 'no `iss`', identity('issuer')],
      ['invalid-missing-exp', 'no `exp`', identity('expiry')],
      ['invalid-missing-nonce', 'no `nonce`', identity('nonce')],
      ['no-scope-in-token-endpoint-response', 'neither `scope` nor `expires_in`', accepted],
      ['encrypted-idtoken', 'an encrypted ID token', identity('signature')],
      ['encrypted-idtoken-usingrsa15', 'encrypted with RSA1_5', identity('signature')],
      ['invalid-signature', 'a broken signature', identity('signature')],
      ['unencrypted-request-object-with-par', 'PAR', without(OTHER_MEANS)],
    ]),
  },
]
