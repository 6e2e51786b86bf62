import type { z } from 'zod'
import type { failureSchema } from '#simulator/failures/failure-schemas'

type Failure = z.input<typeof failureSchema>

/** What this bank does to play one client test module of the OpenID Foundation's conformance suite. */
export interface Play {
  failures?: Failure[]
  /** A new signing key from now on; the old one stays published, or is dropped. */
  rollKey?: 'keep' | 'drop'
}

const claims = (json: Record<string, unknown>): Failure => ({ kind: 'claims', json })
const append = (claim: string): Failure => ({ kind: 'append', claim, suffix: '1' })
const query = (json: Record<string, string | null>): Failure => ({ kind: 'query', json })
const merge = (json: Record<string, unknown>, target: 'token' | 'refresh' = 'token'): Failure => ({
  kind: 'merge',
  target,
  json,
})
const header = (json: Record<string, unknown>): Failure => ({ kind: 'header', json })
const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds

const LOGOUT_EVENT = { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }
const asLogoutToken = (json: Record<string, unknown>, more: Failure[] = []): Play => ({
  failures: [header({ typ: 'logout+jwt' }), claims(json), ...more],
})
/** Five parts, as a JWE has; nobody can open it, and nobody may try. */
const encrypted = (alg: string): Failure =>
  merge({
    id_token: `${encode({ alg, enc: 'A256GCM', kid: 'x' })}.${['key', 'iv', 'text', 'tag'].map(encode).join('.')}`,
  })

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** A response packed into a JWT, in eight ways of being wrong: nobody asked for one. */
export const JARM = [
  'without-iss-fails',
  'with-invalid-iss-fails',
  'without-aud-fails',
  'with-invalid-aud-fails',
  'without-exp-fails',
  'with-expired-exp-fails',
  'with-invalid-sig-fails',
  'signature-is-not-none',
]

/**
 * The modules by name, as of 2026 (https://github.com/openid-certification/conformance-suite). Its
 * mutations are minimal, and so are these: `1` appended, an expiry six minutes ago. Functions, because some know the time.
 */
export const CLIENT_MODULES: Readonly<Record<string, (clientId: string) => Play>> = {
  'oidcc-client-test': () => ({}),
  'oidcc-client-test-invalid-iss': () => ({ failures: [append('iss')] }),
  'oidcc-client-test-missing-sub': () => ({ failures: [claims({ sub: null })] }),
  'oidcc-client-test-invalid-aud': () => ({ failures: [append('aud')] }),
  'oidcc-client-test-missing-aud': () => ({ failures: [claims({ aud: null })] }),
  'oidcc-client-test-missing-iat': () => ({ failures: [claims({ iat: null })] }),
  'oidcc-client-test-nonce-invalid': () => ({ failures: [append('nonce')] }),
  'oidcc-client-test-nonce-unless-code-flow': () => ({}),
  'oidcc-client-test-kid-absent-single-jwks': () => ({ failures: [header({ kid: null })], rollKey: 'drop' }),
  'oidcc-client-test-kid-absent-multiple-jwks': () => ({ failures: [header({ kid: null })], rollKey: 'keep' }),
  'oidcc-client-test-idtoken-sig-rs256': () => ({}),
  'oidcc-client-test-idtoken-sig-none': () => ({ failures: [{ kind: 'alg', alg: 'none' }] }),
  'oidcc-client-test-invalid-sig-rs256': () => ({ failures: [{ kind: 'bad_signature' }] }),
  'oidcc-client-test-invalid-sig-es256': () => ({
    failures: [{ kind: 'alg', alg: 'ES256' }, { kind: 'bad_signature' }],
  }),
  'oidcc-client-test-invalid-sig-hs256': () => ({
    failures: [{ kind: 'alg', alg: 'HS256' }, { kind: 'bad_signature' }],
  }),
  'oidcc-client-test-userinfo-bearer-header': () => ({}),
  'oidcc-client-test-invalid-chash': () => ({ failures: [claims({ c_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })] }),
  'oidcc-client-test-invalid-athash': () => ({ failures: [append('at_hash')] }),
  'oidcc-client-test-missing-athash': () => ({ failures: [claims({ at_hash: null })] }),
  'oidcc-client-test-discovery-issuer-mismatch': () => ({
    failures: [{ kind: 'merge', target: 'discovery', json: { issuer: 'https://oauth.qonto.comINVALID' } }],
  }),
  'oidcc-client-test-signing-key-rotation': () => ({ rollKey: 'drop' }),
  'oidcc-client-test-signing-key-rotation-just-before-signing': () => ({ rollKey: 'drop' }),
  'oidcc-client-test-ignores-unparseable-key-in-jwks': () => ({
    failures: [{ kind: 'keys', times: 0, json: [{ kty: 'future', kid: 'x', q: 'AA' }] }],
    rollKey: 'keep',
  }),
  'oidcc-client-test-aggregated-claims': () => ({
    failures: [claims({ _claim_names: { address: 'src1' }, _claim_sources: { src1: { JWT: 'e30.e30.' } } })],
  }),
  'oidcc-client-test-distributed-claims': () => ({
    failures: [
      claims({
        _claim_names: { credit_score: 'src1' },
        _claim_sources: { src1: { endpoint: 'http://169.254.169.254/claims', access_token: 'x' } },
      }),
    ],
  }),
  'oidcc-client-test-refresh-token': () => ({}),
  'oidcc-client-test-refresh-token-invalid-issuer': () => ({ failures: [append('iss')] }),
  'oidcc-client-test-refresh-token-invalid-sub': () => ({ failures: [append('sub')] }),
  'oidcc-client-test-refresh-token-invalid-aud': () => ({ failures: [append('aud')] }),
  'oidcc-client-test-refresh-token-invalid-azp': () => ({ failures: [claims({ azp: 'another-app' })] }),

  // The negatives of back-channel logout: as ID tokens they must not pass either.
  'oidcc-client-test-rp-backchannel-rpinitlogout-alg-none': () =>
    asLogoutToken(LOGOUT_EVENT, [{ kind: 'alg', alg: 'none' }]),
  'oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg': () =>
    asLogoutToken(LOGOUT_EVENT, [{ kind: 'alg', alg: 'HS256' }]),
  'oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud': () => asLogoutToken(LOGOUT_EVENT, [append('aud')]),
  'oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss': () => asLogoutToken(LOGOUT_EVENT, [append('iss')]),
  'oidcc-client-test-rp-backchannel-rpinitlogout-no-event': () => asLogoutToken({}),
  'oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event': () => asLogoutToken({ events: { wrong: {} } }),
  'oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce': () => asLogoutToken(LOGOUT_EVENT),

  'fapi2-security-profile-final-client-test-happy-path': () => ({}),
  'fapi2-security-profile-final-client-test-invalid-authorization-response-iss': () => ({
    failures: [query({ iss: 'https://oauth.qonto.com1' })],
  }),
  'fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails': () => ({
    failures: [query({ state: 'a-state-that-is-somebody-elses-1' })],
  }),
  'fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails': () => ({
    failures: [query({ state: null })],
  }),
  'fapi2-security-profile-final-client-test-invalid-iss': () => ({ failures: [append('iss')] }),
  'fapi2-security-profile-final-client-test-invalid-missing-iss': () => ({ failures: [claims({ iss: null })] }),
  'fapi2-security-profile-final-client-test-invalid-aud': () => ({ failures: [append('aud')] }),
  'fapi2-security-profile-final-client-test-invalid-missing-aud': () => ({ failures: [claims({ aud: null })] }),
  'fapi2-security-profile-final-client-test-invalid-secondary-aud': (clientId) => ({
    failures: [claims({ aud: [clientId, `${clientId}1`] })],
  }),
  'fapi2-security-profile-final-client-test-valid-aud-as-array': (clientId) => ({
    failures: [claims({ aud: [clientId] })],
  }),
  'fapi2-security-profile-final-client-test-invalid-null-alg': () => ({ failures: [{ kind: 'alg', alg: 'none' }] }),
  'fapi2-security-profile-final-client-test-invalid-alternate-alg': () => ({
    failures: [{ kind: 'alg', alg: 'PS256' }],
  }),
  'fapi2-security-profile-final-client-test-invalid-expired-exp': () => ({
    failures: [claims({ exp: secondsAgo(360) })],
  }),
  'fapi2-security-profile-final-client-test-invalid-missing-exp': () => ({ failures: [claims({ exp: null })] }),
  'fapi2-security-profile-final-client-test-invalid-nonce': () => ({ failures: [append('nonce')] }),
  'fapi2-security-profile-final-client-test-invalid-missing-nonce': () => ({ failures: [claims({ nonce: null })] }),
  'fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in': () => ({
    failures: [merge({ expires_in: null })],
  }),
  'fapi2-security-profile-final-client-test-token-type-case-insensitivity': () => ({
    failures: [merge({ token_type: 'bEARER' })],
  }),
  'fapi2-security-profile-final-client-refresh-token-test': () => ({}),
  ...Object.fromEntries(
    JARM.map((what) => [
      `fapi2-security-profile-final-client-test-ensure-jarm-${what}`,
      () => ({ failures: [query({ code: null, state: null, response: 'eyJhbGciOiJub25lIn0.e30.' })] }),
    ]),
  ),

  'fapi1-advanced-final-client-test-iat-is-week-in-past': () => ({
    failures: [claims({ iat: secondsAgo(7 * 86_400) })],
  }),
  'fapi1-advanced-final-client-test-invalid-shash': () => ({
    failures: [claims({ s_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })],
  }),
  'fapi1-advanced-final-client-test-invalid-chash': () => ({
    failures: [claims({ c_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })],
  }),
  'fapi1-advanced-final-client-test-missing-athash': () => ({ failures: [claims({ at_hash: null })] }),
  'fapi1-advanced-final-client-test-no-scope-in-token-endpoint-response': () => ({
    failures: [merge({ scope: null, expires_in: null })],
  }),
  'fapi1-advanced-final-client-test-encrypted-idtoken': () => ({ failures: [encrypted('RSA-OAEP')] }),
  'fapi1-advanced-final-client-test-encrypted-idtoken-usingrsa15': () => ({ failures: [encrypted('RSA1_5')] }),
  ...Object.fromEntries(
    ['aud', 'iss', 'exp', 'nonce'].map((claim) => [
      `fapi1-advanced-final-client-test-invalid-missing-${claim}`,
      () => ({ failures: [claims({ [claim]: null })] }),
    ]),
  ),
  'fapi1-advanced-final-client-test-invalid-signature': () => ({ failures: [{ kind: 'bad_signature' }] }),
}
