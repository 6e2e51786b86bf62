import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { byId } from '#e2e/adversarial/by-id'
import { expect, test } from '#e2e/adversarial/fixtures'
import { expectConnected, expectRefusedTrip } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'

// security.md 8.4, the envelope: who signed it, how it is written, and what its header would have us do. One of each kind;
// headers and spellings of every kind are tried by lib/oauth/verify-grant.fuzz.test.ts.

const header = (json: Record<string, unknown>): Failure => ({ kind: 'header', json })
const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset
const LOGOUT = { 'http://schemas.openid.net/event/backchannel-logout': {} }

const REFUSED: Array<[string, Failure[]]> = [
  ...['none', 'nOnE', 'PS256', 'ES256'].map((alg): [string, Failure[]] => [
    `I01 signed with ${alg}`,
    [{ kind: 'alg', alg }],
  ]),
  ...['rs256', ['RS256']].map((alg): [string, Failure[]] => [
    `I01 whose algorithm is said to be ${JSON.stringify(alg)}`,
    [header({ alg })],
  ]),
  ['I01 whose algorithm stands twice, none last', [{ kind: 'members', part: 'header', last: ',"alg":"none"' }]],
  ...(['secret', 'pem', 'der', 'jwk'] as const).map((key): [string, Failure[]] => [
    `I02 signed with HS256 and our ${key}`,
    [{ kind: 'alg', alg: 'HS256', key }],
  ]),
  [
    'I02 signed with HS256 and our pem, called RS256',
    [{ kind: 'alg', alg: 'HS256', key: 'pem' }, header({ alg: 'RS256' })],
  ],
  ...(['payload', 'signature'] as const).map((part): [string, Failure[]] => [
    `I03 with a flipped bit in its ${part}`,
    [{ kind: 'bad_signature', part }],
  ]),
  ['I03 with an empty signature', [{ kind: 'bad_signature', part: 'empty' }]],
  ['I03 signed by a stranger', [{ kind: 'other_key' }]],
  ...(['fourth_part', 'line_break_inside', 'json'] as const).map((how): [string, Failure[]] => [
    `I31 spelled otherwise (${how})`,
    [{ kind: 'spelling', how }],
  ]),
  ...['at+jwt', 'JWE', ''].map((typ): [string, Failure[]] => [`I32 of the type "${typ}"`, [header({ typ })]]),
  ...[['b64'], []].map((crit): [string, Failure[]] => [
    `I33 in which ${JSON.stringify(crit)} is critical`,
    [header({ crit, b64: false, exp: 1 })],
  ]),
  ['I33 whose payload is called another token', [header({ cty: 'JWT' })]],
  ['I33 that is called encrypted', [header({ enc: 'A256GCM', alg: 'RSA-OAEP' })]],
  ['I34 of a logout, without an algorithm', [header({ typ: 'logout+jwt' }), { kind: 'alg', alg: 'none' }]],
  ...(
    [
      ['for another audience', { aud: 'another-app', events: LOGOUT, nonce: null }],
      ['with a nonce', { events: LOGOUT, nonce: 'a' }],
      ['that is right', { events: LOGOUT, nonce: null }],
    ] as const
  ).map(([what, json]): [string, Failure[]] => [
    `I34 of a logout ${what}, typed as an ID token`,
    [{ kind: 'claims', json }],
  ]),
]
for (const [id, rows] of byId(REFUSED))
  test(`${id} an envelope that is wrong, and the ID token is refused, its grant revoked`, async ({ signedIn }) => {
    for (const [what, failures] of rows)
      await test.step(what, async () => {
        for (const failure of failures) await signedIn.simulator.fail(failure)
        await expectRefusedTrip(signedIn, 'identity_invalid', { revoked: true })
      })
  })

const ACCEPTED: Array<[string, Failure]> = [
  ['I32 without a type', header({ typ: null })],
  ['I32 of the type jwt', header({ typ: 'jwt' })],
  ['I32 of the type application/jwt', header({ typ: 'application/jwt' })],
  ['I33 with a header that nobody knows', header({ 'https://example.com/x': [1], x: null, ver: 1 })],
]
for (const [id, rows] of byId(ACCEPTED))
  test(`${id} an envelope that is merely odd, and the ID token is accepted`, async ({ client, simulator }) => {
    for (const [what, failure] of rows)
      await test.step(what, async () => {
        await simulator.fail(failure)
        expectConnected(await client.signIn('Camille'))
      })
  })

test('I35 keys that a token brings or points to are neither used nor fetched', async ({ signedIn }) => {
  const { simulator, client } = signedIn
  let fetched = 0
  const evil = createServer((_, response) => {
    fetched += 1
    response.end('{"keys":[]}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => evil.once('listening', resolve))
  const url = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/keys`
  const jwk = { kty: 'RSA', n: 'A'.repeat(342), e: 'AQAB', kid: 'evil' }
  const lures = [{ jku: url }, { x5u: url }, { jwk }, { x5c: ['MIIB'] }, { jku: url, x5u: url, jwk, x5t: 'x' }]
  for (const json of lures) {
    await simulator.fail({ kind: 'other_key' })
    await simulator.fail(header(json))
    await expectRefusedTrip(signedIn, 'identity_invalid')
    // The same words above a signature that holds change nothing.
    await simulator.fail(header(json))
    expectConnected(await client.signIn('Camille'))
  }
  expect(fetched).toBe(0)
  evil.close()
})

test('I36 a distributed claim is followed nowhere', async ({ client, simulator }) => {
  let fetched = 0
  const evil = createServer((_, response) => {
    fetched += 1
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => evil.once('listening', resolve))
  const endpoint = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/claims`
  const json = {
    _claim_names: { email: 'src1' },
    _claim_sources: { src1: { endpoint, access_token: 'x' } },
    iat: seconds(0),
  }
  await simulator.fail({ kind: 'claims', json })
  expectConnected(await client.signIn('Camille'))
  expect(fetched).toBe(0)
  evil.close()
})
