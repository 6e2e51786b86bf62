import { expectConnected, expectRefused, expectRefusedTrip, expectRevoked } from '../outcomes.ts'
import type { Failure } from '../simulator.ts'
import { expect, test } from './fixtures.ts'

// security.md 8.3: what Qonto answers when a code is exchanged. It is asked once, whatever it says.

const target = 'token'
const FAILURES: Array<[string, string, Failure]> = [
  [
    'a code that is not accepted',
    'provider_rejected',
    { kind: 'status', target, status: 400, body: { error: 'invalid_grant' } },
  ],
  ['refused credentials', 'config_error', { kind: 'refuse_credentials', target }],
  ['the sign-in wall of the sandbox', 'config_error', { kind: 'html', target }],
  [
    'a redirect to that wall',
    'config_error',
    { kind: 'redirect', target, to: 'https://developers.qonto.example/login' },
  ],
  ['a collision', 'provider_unavailable', { kind: 'status', target, status: 400, body: { error: 'invalid_request' } }],
  ['too many requests', 'provider_unavailable', { kind: 'status', target, status: 429, retryAfter: 1 }],
  ['an error of its own', 'provider_unavailable', { kind: 'status', target, status: 500 }],
  ['a gateway page', 'provider_unavailable', { kind: 'status', target, status: 502, body: '<h1>Bad gateway</h1>' }],
  ['a pause', 'provider_unavailable', { kind: 'status', target, status: 503, retryAfter: 120 }],
  ['a closed door', 'provider_unavailable', { kind: 'refuse', target }],
  ['half an answer', 'provider_unavailable', { kind: 'cut', target }],
  ['no answer after the work was done', 'provider_unavailable', { kind: 'lose_answer', target }],
  ['40 kB of headers', 'provider_unavailable', { kind: 'headers', target, json: { 'x-padding': 'x'.repeat(40_000) } }],
  ['150 MB', 'provider_invalid_response', { kind: 'oversized', target, megabytes: 150 }],
  ['a compressed bomb', 'provider_invalid_response', { kind: 'oversized', target, megabytes: 150, gzip: true }],
  ['broken JSON', 'provider_invalid_response', { kind: 'invalid_json', target }],
  ['a list', 'provider_invalid_response', { kind: 'body', target, json: ['access_token'], work: false }],
]
/** After these Qonto has issued tokens, and we have not seen them. */
const UNSEEN = ['cut', 'lose_answer', 'headers', 'invalid_json', 'delay', 'stall', 'trickle']
for (const [what, code, failure] of FAILURES)
  test(`${what} ends as ${code}, after one request`, async ({ signedIn, aftermath }) => {
    aftermath.leavesOrphans(UNSEEN.includes(failure.kind) ? 1 : 0)
    await signedIn.simulator.fail(failure)
    await expectRefusedTrip(signedIn, code)
  })

for (const status of [301, 302, 303, 307, 308])
  test(`a redirect with ${status} is not followed`, async ({ signedIn }) => {
    const { simulator } = signedIn
    await simulator.fail({ kind: 'redirect', target, status, to: `${simulator.origin}/userinfo` })
    await expectRefusedTrip(signedIn, 'provider_invalid_response')
    expect(await simulator.requests('userinfo')).toEqual([])
  })

const SLOW: Array<[string, Failure]> = [
  ['nothing at all', { kind: 'delay', target, ms: 7_000 }],
  ['headers and then silence', { kind: 'stall', target }],
  ['one byte now and then', { kind: 'trickle', target, ms: 500 }],
]
for (const [what, failure] of SLOW)
  test(`${what} ends within eight seconds`, async ({ signedIn, aftermath }) => {
    aftermath.leavesOrphans(1)
    await signedIn.simulator.fail(failure)
    const { milliseconds } = await expectRefusedTrip(signedIn, 'provider_unavailable')
    expect(milliseconds).toBeLessThan(8_000)
  })

/** Answers that carry tokens which we do not keep: they are revoked. */
const UNFIT: Array<[string, string, Record<string, unknown>]> = [
  ['no access token', 'provider_invalid_response', { access_token: null }],
  ['an empty access token', 'provider_invalid_response', { access_token: '' }],
  ['an access token with a line break', 'provider_invalid_response', { access_token: 'ory_at_a\r\nb' }],
  ['an object for an access token', 'provider_invalid_response', { access_token: { a: 1 } }],
  ['no token type', 'provider_invalid_response', { token_type: null }],
  ['the token type mac', 'provider_invalid_response', { token_type: 'mac' }],
  ['the token type DPoP', 'provider_invalid_response', { token_type: 'DPoP' }],
  ['a lifetime that is no number', 'provider_invalid_response', { expires_in: 'soon' }],
  ['scopes without openid', 'scope_missing', { scope: 'offline_access organization.read' }],
  ['no ID token', 'identity_invalid', { id_token: null }],
  ['an empty ID token', 'identity_invalid', { id_token: '' }],
  ['an object for an ID token', 'identity_invalid', { id_token: {} }],
  ['an ID token of 20 kB', 'identity_invalid', { id_token: `e30.${'a'.repeat(20_000)}.e30` }],
]
for (const [what, code, json] of UNFIT)
  test(`${what} is refused, and the tokens that came along are revoked`, async ({ signedIn }) => {
    const { simulator } = signedIn
    const live = await simulator.live('refresh')
    await simulator.fail({ kind: 'merge', target, json })
    await expectRefusedTrip(signedIn, code)
    await expectRevoked(signedIn, code === 'provider_invalid_response' ? 'invalid_answer' : code, live)
  })

for (const [what, refresh_token] of [
  ['missing', null],
  ['empty', ''],
  ['an object', { a: 1 }],
  ['in two words', 'ory_rt_a b'],
] as const)
  test(`a refresh token that is ${what} although it was granted is refused, and the access token revoked`, async ({
    signedIn,
  }) => {
    const { simulator } = signedIn
    const live = await simulator.live('access')
    await simulator.fail({ kind: 'merge', target, json: { refresh_token } })
    await expectRefusedTrip(signedIn, 'provider_invalid_response')
    await expect.poll(() => simulator.live('access'), { timeout: 5_000 }).toEqual(live)
  })

const HARMLESS: Array<[string, Record<string, unknown>]> = [
  ['the token type bEARER', { token_type: 'bEARER' }],
  ['no lifetime', { expires_in: null }],
  ['no scopes, which then are those that were asked for', { scope: null }],
  [
    'fields that would steer next-auth',
    { providerAccountId: 'x', provider: 'y', userId: 'z', type: 'credentials', id: '1', expires_at: 1, sub: 'evil' },
  ],
]
for (const [what, json] of HARMLESS)
  test(`${what} does no harm`, async ({ client, simulator, database }) => {
    await simulator.fail({ kind: 'merge', target, json })
    expectConnected(await client.signIn('Camille'))
    const row = await database.onlyConnection()
    expect(row.granted_scopes).toEqual(['openid', 'offline_access', 'organization.read', 'membership.read'])
    // The membership, as the verified ID token names it.
    expect(row.subject).toBe('01900000-0000-7000-8000-000000000301')
  })

test('more scopes than were asked for are stored as granted', async ({ client, simulator, database }) => {
  const scope = 'openid offline_access organization.read membership.read payment.write'
  await simulator.fail({ kind: 'merge', target, json: { scope } })
  expectConnected(await client.signIn('Camille'))
  expect((await database.onlyConnection()).granted_scopes.join(' ')).toBe(scope)
})

test('the answer of a lost exchange is not asked for a second time', async ({ client, simulator, aftermath }) => {
  aftermath.leavesOrphans(1)
  await simulator.fail({ kind: 'lose_answer', target })
  const callback = await client.consent('Camille')
  const again = client.twin()
  expectRefused(await client.arrive(callback), 'provider_unavailable')
  expectRefused(await again.arrive(callback), 'flow_replayed')
  expect(await simulator.requests('token')).toHaveLength(1)
})
