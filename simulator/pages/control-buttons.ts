import { hydraDescription, TRIP_HINTS } from '#simulator/oauth/hydra-errors'

/** One button of the control page: a command of the control API. */
export interface ControlButton {
  label: string
  path: string
  body: Record<string, unknown>
}

export interface ControlGroup {
  title: string
  text: string
  /** Whether the choice "next one / next three / until normal" applies. */
  repeats: boolean
  buttons: ControlButton[]
}

export const CONTROL_GROUPS: ControlGroup[] = [
  {
    title: 'Automatic renewal',
    text: 'What happens when the app exchanges its refresh token. A lost answer is the nasty one: the token was used, and the app does not know.',
    repeats: true,
    buttons: [
      fail('Lose the answer', 'refresh', 'lose_answer'),
      fail('Stall', 'refresh', 'stall'),
      fail('Delay 3 s', 'refresh', 'delay', { ms: 3000 }),
      fail('503', 'refresh', 'status', { status: 503, retryAfter: 2 }),
      fail('500 after the work', 'refresh', 'status_after', { status: 500 }),
      fail('429', 'refresh', 'status', { status: 429, retryAfter: 10 }),
      fail('HTML page', 'refresh', 'html'),
      fail('Broken JSON', 'refresh', 'invalid_json'),
      fail('Refuse the connection', 'refresh', 'refuse'),
    ],
  },
  {
    title: 'Sign-in: token and ID token',
    text: 'The app must refuse every one of these, say why, and keep what it had.',
    repeats: true,
    buttons: [
      fail('Lose the answer', 'token', 'lose_answer'),
      fail('503', 'token', 'status', { status: 503 }),
      fail('Wrong iss', 'id_token', 'append', { claim: 'iss', suffix: '1' }),
      fail('Wrong aud', 'id_token', 'append', { claim: 'aud', suffix: '1' }),
      fail('Wrong nonce', 'id_token', 'append', { claim: 'nonce', suffix: '1' }),
      fail('Wrong at_hash', 'id_token', 'append', { claim: 'at_hash', suffix: '1' }),
      fail('Another sub', 'id_token', 'append', { claim: 'sub', suffix: '1' }),
      fail('No nonce', 'id_token', 'claims', { json: { nonce: null } }),
      fail('Bad signature', 'id_token', 'bad_signature'),
      fail('Unknown key', 'id_token', 'other_key'),
      fail('alg none', 'id_token', 'alg', { alg: 'none' }),
    ],
  },
  {
    title: 'On the way back',
    text: 'What the redirect to the app says.',
    repeats: true,
    buttons: [
      fail('Access denied', 'authorization', 'error', { error: 'access_denied' }),
      fail('Server error', 'authorization', 'error', { error: 'server_error' }),
      // Hydra's names when the pages of the bank refuse without one (hydra, flow/consent_types.go).
      fail('Sign-in denied', 'authorization', 'error', { error: 'login request denied', error_description: '' }),
      fail('Consent denied', 'authorization', 'error', { error: 'consent request denied', error_description: '' }),
      back('Back button at Qonto', 'access_denied', TRIP_HINTS.usedLogin),
      back('Two tabs at once', 'request_forbidden', TRIP_HINTS.otherTrip),
      back('Half an hour on the page', 'request_unauthorized', TRIP_HINTS.expired),
      fail('Wrong state', 'authorization', 'query', { json: { state: 'somebody-elses-state-somebody-elses-state' } }),
      fail('Wrong iss', 'authorization', 'query', { json: { iss: 'https://evil.example' } }),
    ],
  },
  {
    title: "Qonto's API",
    text: 'Organisation, membership and accounts: what the app reads to prove that the connection works.',
    repeats: true,
    buttons: [
      fail('500', 'api', 'status', { status: 500 }),
      fail('401', 'api', 'status', { status: 401 }),
      fail('403', 'api', 'status', { status: 403 }),
      fail('429', 'api', 'status', { status: 429, retryAfter: 30 }),
      fail('HTML page', 'api', 'html'),
      fail('Stall', 'api', 'stall'),
      fail('Huge answer', 'api', 'oversized'),
      fail('Refuse the connection', 'api', 'refuse'),
    ],
  },
  {
    title: 'Disconnecting',
    text: 'An answer of 200 or 204 proves nothing: only a token that no longer works does.',
    repeats: true,
    buttons: [
      fail('Consents: say yes, do nothing', 'consents', 'ignore'),
      fail('Consents: 503', 'consents', 'status', { status: 503 }),
      fail('Consents: lose the answer', 'consents', 'lose_answer'),
      fail('Revoke: say yes, do nothing', 'revoke', 'ignore'),
      fail('Revoke: 503', 'revoke', 'status', { status: 503 }),
    ],
  },
  {
    title: 'Everything at once',
    text: 'Qonto is down, or the way to it is.',
    repeats: true,
    buttons: [
      fail('503 everywhere', 'all', 'status', { status: 503 }),
      fail('Refuse all connections', 'all', 'refuse'),
      fail('Public keys: 500', 'jwks', 'status', { status: 500 }),
      press('Slow: 800 ms each', '/simulator/latency', { ms: 800 }),
      press('Fast', '/simulator/latency', { ms: 0 }),
    ],
  },
  {
    title: 'The app in the Developer Portal',
    text: 'These stay until everything is normal again; the narrower consent happens once.',
    repeats: false,
    buttons: [
      press("Refuse the app's credentials", '/simulator/failures', { kind: 'refuse_credentials' }),
      press('Take organization.read from the app', '/simulator/failures', {
        kind: 'app_scopes',
        scopes: ['openid', 'offline_access', 'email', 'membership.read'],
      }),
      press('Next consent: sign-in only', '/simulator/failures', {
        kind: 'narrow_scopes',
        scopes: ['openid', 'offline_access'],
      }),
    ],
  },
  {
    title: 'Time and keys',
    text: 'Access tokens live 1 hour, refresh tokens 90 days and 60 seconds after their first use. A used one that comes back later ends the whole chain.',
    repeats: false,
    buttons: [
      press('+ 1 minute', '/simulator/clock', { advanceSeconds: 61 }),
      press('+ 1 hour', '/simulator/clock', { advanceSeconds: 3600 }),
      press('+ 30 days', '/simulator/clock', { advanceSeconds: 30 * 86_400 }),
      press('Clock right again', '/simulator/clock', { offsetSeconds: 0 }),
      press('Access tokens expire now', '/simulator/expire', { what: 'access' }),
      press('Refresh tokens expire now', '/simulator/expire', { what: 'refresh' }),
      press('New signing key', '/simulator/roll-key', {}),
      press('New key, drop the old', '/simulator/roll-key', { drop: true }),
    ],
  },
]

/** Where the browser comes back to after a button of a group, and the group of such a place. */
export const placeOf = (group: number, button: number) => `button-${group}-${button}`
export const groupOf = (place: string) => place.replace(/-\d+$/, '')

function fail(label: string, target: string, kind: string, more: Record<string, unknown> = {}): ControlButton {
  return press(label, '/simulator/failures', { target, kind, ...more })
}

/** An error of Hydra's own in the redirect back. */
function back(label: string, error: string, hint: string): ControlButton {
  return fail(label, 'authorization', 'error', { error, error_description: hydraDescription(error, hint) })
}

export function press(label: string, path: string, body: Record<string, unknown>): ControlButton {
  return { label, path, body }
}
