import { expectConnected, expectRefusedTrip } from '../outcomes.ts'
import type { Failure } from '../simulator.ts'
import { expect, test } from './fixtures.ts'

// security.md 8.4: every refusal is the same for the person; nothing is stored and the tokens are revoked.

const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset
const claims = (json: Record<string, unknown>): Failure => ({ kind: 'claims', json })
const YEAR = 365 * 86_400

const SIGNATURES: Array<[string, Failure]> = [
  ...['none', 'None', 'nOnE', 'PS256', 'RS512', 'ES256', 'EdDSA'].map((alg): [string, Failure] => [
    `signed with ${alg}`,
    { kind: 'alg', alg },
  ]),
  ['without an algorithm', { kind: 'header', json: { alg: null } }],
  ...(['secret', 'pem', 'der', 'jwk'] as const).map((key): [string, Failure] => [
    `signed with HS256 and our ${key}`,
    { kind: 'alg', alg: 'HS256', key },
  ]),
  ...(['payload', 'signature'] as const).map((part): [string, Failure] => [
    `with a flipped bit in its ${part}`,
    { kind: 'bad_signature', part },
  ]),
  ['with an empty signature', { kind: 'bad_signature', part: 'empty' }],
  ['signed by a stranger', { kind: 'other_key' }],
  ['that is a logout token', { kind: 'header', json: { typ: 'logout+jwt' } }],
  ['with a critical header', { kind: 'header', json: { crit: ['b64'], b64: false } }],
  ['with a number for a key id', { kind: 'header', json: { kid: 7 } }],
]

const CLAIMS: Array<[string, () => Failure]> = [
  ['whose issuer is longer', () => ({ kind: 'append', claim: 'iss', suffix: '1' })],
  ['whose issuer ends in a slash', () => ({ kind: 'append', claim: 'iss', suffix: '/' })],
  ['of the real Qonto', () => claims({ iss: 'https://oauth.qonto.com' })],
  ['without an issuer', () => claims({ iss: null })],
  ['with a list of issuers', () => claims({ iss: ['https://oauth.qonto.com'] })],
  ['whose audience is longer', () => ({ kind: 'append', claim: 'aud', suffix: '1' })],
  ['without an audience', () => claims({ aud: null })],
  ['for nobody', () => claims({ aud: [] })],
  ['with a number for an audience', () => claims({ aud: 1 })],
  ['that never ends', () => claims({ exp: null })],
  ['whose end is a text', () => claims({ exp: String(seconds(3600)) })],
  ['that ended six minutes ago', () => claims({ exp: seconds(-360) })],
  ['that lives for twenty years', () => claims({ exp: seconds(20 * YEAR) })],
  ['that was never issued', () => claims({ iat: null })],
  ['that was issued tomorrow', () => claims({ iat: seconds(86_400), exp: seconds(90_000) })],
  ['that was issued yesterday', () => claims({ iat: seconds(-86_400) })],
  ['that is not valid yet', () => claims({ nbf: seconds(3600) })],
  ['without a nonce', () => claims({ nonce: null })],
  ['with a wrong nonce', () => claims({ nonce: 'another-one' })],
  ['with an empty nonce', () => claims({ nonce: '' })],
  ['with a longer nonce', () => ({ kind: 'append', claim: 'nonce', suffix: '1' })],
  ['with a list of nonces', () => claims({ nonce: ['a'] })],
  ['without a subject', () => claims({ sub: null })],
  ['with an empty subject', () => claims({ sub: '' })],
  ['with a number for a subject', () => claims({ sub: 1 })],
  ['with an object for a subject', () => claims({ sub: { id: 1 } })],
  ['with a subject of 256 characters', () => claims({ sub: 'a'.repeat(256) })],
  ['with NUL in its subject', () => claims({ sub: 'a\u0000b' })],
  ['with a space in its subject', () => claims({ sub: 'a b' })],
  ['with a subject beyond ASCII', () => claims({ sub: 'Inès' })],
  ['with a wrong at_hash', () => claims({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })],
  ['without at_hash', () => claims({ at_hash: null })],
  ['with a wrong c_hash', () => claims({ c_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })],
  ['with a wrong s_hash', () => claims({ s_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })],
  ['of a sign-in that is still to come', () => claims({ auth_time: seconds(3600) })],
]

const REFUSED: Array<[string, () => Failure]> = [
  ...SIGNATURES.map(([what, failure]): [string, () => Failure] => [what, () => failure]),
  ...CLAIMS,
]
for (const [what, failure] of REFUSED)
  test(`an ID token ${what} is refused, and its grant revoked`, async ({ signedIn }) => {
    await signedIn.simulator.fail(failure())
    await expectRefusedTrip(signedIn, 'identity_invalid', { revoked: true })
  })

test('an ID token for us and others is refused, with or without azp', async ({ signedIn }) => {
  const us = await signedIn.simulator.clientId()
  for (const azp of [null, us, 'another-app']) {
    await signedIn.simulator.fail(claims({ aud: [us, 'another-app'], azp }))
    await expectRefusedTrip(signedIn, 'identity_invalid')
  }
  await signedIn.simulator.fail(claims({ aud: us.slice(0, -1) }))
  await expectRefusedTrip(signedIn, 'identity_invalid')
  await signedIn.simulator.fail(claims({ azp: 'another-app' }))
  await expectRefusedTrip(signedIn, 'identity_invalid')
})

test('an ID token for us, alone, as text or as a list, is accepted', async ({ client, simulator }) => {
  const us = await simulator.clientId()
  for (const aud of [us, [us]]) {
    await simulator.fail(claims({ aud }))
    expectConnected(await client.signIn('Camille'))
  }
})

const ACCEPTED: Array<[string, () => Failure]> = [
  ['that ended five seconds ago, which is skew', () => claims({ exp: seconds(-5) })],
  ['without an e-mail address', () => claims({ email: null })],
  ['with HTML for an e-mail address', () => claims({ email: '<img src=x onerror=alert(1)>' })],
  ['without a type', () => ({ kind: 'header', json: { typ: null } })],
  ['with claims that nobody knows', () => claims({ 'https://example.com/role': { a: [1, 2] } })],
]
for (const [what, failure] of ACCEPTED)
  test(`an ID token ${what} is accepted`, async ({ client, simulator }) => {
    await simulator.fail(failure())
    expectConnected(await client.signIn('Camille'))
  })

test('an ID token with claims that no page expects is accepted, and its page shows them', async ({
  client,
  simulator,
}) => {
  const deep = JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`)
  await simulator.fail(
    claims({
      rat: 1e15,
      updated_at: -1e300,
      name: 'Ca\u0000mille \u202e',
      'https://example.com/deep': deep,
      zoneinfo: {},
    }),
  )
  const arrival = await client.signIn('Camille')
  expectConnected(arrival)
  const page = await client.get(`${arrival.location}/identity`)
  expect(page.status).toBe(200)
  const html = await page.text()
  for (const shown of ['1000000000000000', '-1e+300', 'https://example.com/deep', '[[[[']) expect(html).toContain(shown)
})

test('the e-mail address of somebody else links nobody to anybody', async ({ newClient, simulator, database }) => {
  const [camille, giulia] = [newClient(), newClient()]
  await camille.signIn('Camille')
  await simulator.fail(claims({ email: 'camille@atelier-lumen.example' }))
  expectConnected(await giulia.signIn('Giulia'))
  expect(await giulia.userId()).not.toBe(await camille.userId())
  expect(await database.count('users')).toBe(2)
})
