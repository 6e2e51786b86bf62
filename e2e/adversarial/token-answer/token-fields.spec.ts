import { byId } from '#e2e/adversarial/by-id'
import { expect, test } from '#e2e/adversarial/fixtures'
import { expectConnected, expectRefusedTrip, expectRevoked } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'

// security.md 8.3, T11 to T17: what stands in a token answer. Fields of every type and value are tried by
// lib/oauth/token-endpoint.fuzz.test.ts; one of each kind shows here what becomes of the sign-in and of its tokens.

const target = 'token'
const merge = (json: Record<string, unknown>): Failure => ({ kind: 'merge', target, json })
const rewrite = (changes: object): Failure => ({ kind: 'rewrite', target, ...changes })
const invalid = 'provider_invalid_response'
const more = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`copy_${index}`, 'id_token']))

/** Answers that carry tokens which we do not keep: they are revoked. */
const UNFIT: Array<[string, string, Failure]> = [
  ['T11 no access token', invalid, merge({ access_token: null })],
  ['T11 an access token with a line break', invalid, merge({ access_token: 'ory_at_a\r\nb' })],
  ['T11 an access token of 10 kB', invalid, merge({ access_token: 'x'.repeat(10_000) })],
  [
    'T11 one string for both tokens',
    invalid,
    { kind: 'merge', target, json: {}, copy: { access_token: 'refresh_token' } },
  ],
  ['T12 no token type', invalid, merge({ token_type: null })],
  ...['DPoP', 'bearer ', ['bearer']].map((token_type): [string, string, Failure] => [
    `T12 the token type ${JSON.stringify(token_type)}`,
    invalid,
    merge({ token_type }),
  ]),
  ...['soon', -1, 1e12, '1e3'].map((expires_in): [string, string, Failure] => [
    `T13 a lifetime of ${JSON.stringify(expires_in)}`,
    invalid,
    merge({ expires_in }),
  ]),
  ['T13 a lifetime without end', invalid, rewrite({ last: ',"expires_in":1e999' })],
  ['T14 scopes without openid', 'scope_missing', merge({ scope: 'offline_access organization.read' })],
  ['T14 no scope at all', 'scope_missing', merge({ scope: '' })],
  ...[['openid'], `openid ${'x'.repeat(9_000)}`].map((scope): [string, string, Failure] => [
    `T14 the scopes ${JSON.stringify(scope).slice(0, 30)}`,
    invalid,
    merge({ scope }),
  ]),
  // What is no scope is passed over, and then openid is missing.
  ...['openid\u0000'].map((scope): [string, string, Failure] => [
    `T14 the scopes ${JSON.stringify(scope)}`,
    'scope_missing',
    merge({ scope }),
  ]),
  ...[null, {}, 'a.b.c', `e30.${'a'.repeat(20_000)}.e30`].map((id_token): [string, string, Failure] => [
    `T17 ${JSON.stringify(id_token).slice(0, 20)} for an ID token`,
    'identity_invalid',
    merge({ id_token }),
  ]),
  ['T31 a right answer with 201', invalid, rewrite({ status: 201 })],
  ['T31 a right answer with 206', invalid, rewrite({ status: 206 })],
  ['T31 tokens in a refusal', invalid, rewrite({ status: 400 })],
  ['T31 tokens in an outage', 'provider_unavailable', rewrite({ status: 500 })],
  ['T07 a right answer that ends before its length is reached', 'provider_unavailable', { kind: 'cut', target }],
  // Right in every other way, so that nothing but its size can be the reason.
  [
    'T09 a right answer with a hundred more ID tokens in it',
    invalid,
    { kind: 'merge', target, json: {}, copy: more(100) },
  ],
  [
    'T11 an answer of 70 kB, most of it access token',
    invalid,
    { kind: 'merge', target, json: { access_token: 'x'.repeat(60_000) }, copy: more(10) },
  ],
  ['T10 NaN in the answer', invalid, rewrite({ last: ',"expires_in":NaN' })],
  ['T10 a comma too many', invalid, rewrite({ last: ',' })],
  ['T10 something after the answer', invalid, rewrite({ after: '{}' })],
  [
    'T10 an answer within a page',
    invalid,
    rewrite({ before: '<pre>', after: '</pre>', headers: { 'content-type': 'text/plain' } }),
  ],
  [
    'T10 an access token that stands twice, the right one first',
    'identity_invalid',
    rewrite({ last: ',"access_token":"ory_at_x"' }),
  ],
]
for (const [id, rows] of byId(UNFIT))
  test(`${id} an answer that is not fit is refused, and the tokens that came along are revoked`, async ({
    signedIn,
  }) => {
    for (const [what, code, failure] of rows)
      await test.step(`${what} is refused with ${code}, and the tokens that came along are revoked`, async () => {
        const { simulator } = signedIn
        const live = await simulator.live('refresh')
        await simulator.fail(failure)
        await expectRefusedTrip(signedIn, code)
        await expectRevoked(
          signedIn,
          ['identity_invalid', 'scope_missing'].includes(code) ? code : 'invalid_answer',
          live,
        )
      })
  })

/** Answers that nobody can read: their tokens expire by themselves. */
const UNREADABLE: Array<[string, Failure]> = [
  ['T09 an answer packed with gzip, which was not asked for', rewrite({ encoding: 'gzip' })],
  ['T10 an answer in UTF-16', rewrite({ encoding: 'utf16le' })],
]
for (const [what, failure] of UNREADABLE)
  test(`${what} is refused`, async ({ signedIn, aftermath }) => {
    aftermath.leavesOrphans(1)
    await signedIn.simulator.fail(failure)
    await expectRefusedTrip(signedIn, invalid)
  })

test('T17 an ID token of 1 MB is refused with identity_invalid, and the tokens that came before it are revoked', async ({
  signedIn,
}) => {
  const live = await signedIn.simulator.live('refresh')
  await signedIn.simulator.fail({ kind: 'merge', target, json: {}, long: { id_token: 1_000_000 } })
  await expectRefusedTrip(signedIn, 'identity_invalid')
  await expectRevoked(signedIn, 'invalid_answer', live)
})

for (const refresh_token of [null, 'ory_rt_a b', 'x'.repeat(10_000)])
  test(`T11 ${JSON.stringify(refresh_token).slice(0, 20)} for a refresh token that was granted is refused, and the access token revoked`, async ({
    signedIn,
  }) => {
    const { simulator } = signedIn
    const live = await simulator.live('access')
    await simulator.fail(merge({ refresh_token }))
    await expectRefusedTrip(signedIn, invalid)
    await expect.poll(() => simulator.live('access'), { timeout: 5_000 }).toEqual(live)
  })

const nested = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
const HARMLESS: Array<[string, Failure]> = [
  ...['bEARER'].map((token_type): [string, Failure] => [`T12 the token type ${token_type}`, merge({ token_type })]),
  ...[undefined, 59.9, '3600'].map((expires_in): [string, Failure] => [
    `T13 a lifetime of ${expires_in ?? 'nothing'}`,
    merge({ expires_in: expires_in ?? null }),
  ]),
  ['T13 null for a lifetime', rewrite({ last: ',"expires_in":null' })],
  ['T14 no scopes, which then are those that were asked for', merge({ scope: null })],
  [
    'T14 scopes with spaces and doubles',
    merge({ scope: '  openid openid offline_access  organization.read membership.read openid ' }),
  ],
  [
    'T14 scopes with others among them that cannot be any',
    merge({ scope: 'openid a"b offline_access é organization.read x\u0000y membership.read' }),
  ],
  [
    'T15 a set of fields that would steer next-auth',
    merge({
      providerAccountId: 'x',
      provider: 'y',
      userId: 'z',
      type: 'credentials',
      id: '1',
      expires_at: 1,
      sub: 'evil',
    }),
  ],
  [
    'T15 a set of fields that would steer objects',
    rewrite({ first: '"__proto__":{"refresh_token":"x"},"constructor":{"a":1},"toString":1,' }),
  ],
  [
    'T15 a set of our own names',
    merge({ accessToken: 'x', refreshToken: 'y', idToken: 'z', claims: { sub: 'x' }, strayToken: 'x' }),
  ],
  ['T10 an access token that stands twice, the right one last', rewrite({ first: '"access_token":"ory_at_x",' })],
  ['T10 an answer over many lines', rewrite({ pretty: true, before: '\r\n\t ', after: '\n' })],
  ['T10 an answer with a byte order mark', rewrite({ before: '\ufeff' })],
  ['T10 an answer five thousand levels deep', rewrite({ last: `,"deep":${nested}` })],
  ...['text/html', ''].map((type): [string, Failure] => [
    `T32 the content type "${type}"`,
    rewrite({ headers: { 'content-type': type } }),
  ]),
]
for (const [id, rows] of byId(HARMLESS))
  test(`${id} an answer that is merely odd does no harm`, async ({ client, simulator, database }) => {
    for (const [what, failure] of rows)
      await test.step(what, async () => {
        await simulator.fail(failure)
        expectConnected(await client.signIn('Camille'))
        const row = await database.onlyConnection()
        expect(row.granted_scopes).toEqual(['openid', 'offline_access', 'organization.read', 'membership.read'])
        // The membership, as the verified ID token names it.
        expect(row.subject).toBe('01900000-0000-7000-8000-000000000301')
      })
  })

test('T33 a cookie of the bank goes no further', async ({ client, simulator }) => {
  const cookie = 'next-auth.session-token=planted; Path=/'
  await simulator.fail({ kind: 'headers', target, json: { 'set-cookie': cookie, location: 'https://evil.example/' } })
  const arrival = await client.signIn('Camille')
  expectConnected(arrival)
  expect(arrival.setCookies.join('\n')).not.toContain('planted')
})
