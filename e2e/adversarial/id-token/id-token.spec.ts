import { byId } from '#e2e/adversarial/by-id'
import { expect, test } from '#e2e/adversarial/fixtures'
import { expectConnected, expectRefusedTrip } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'

// security.md 8.4, the claims: every refusal is the same for the person; nothing is stored and the tokens are revoked.
// Claims of any type and value are tried by lib/oauth/verify-grant.fuzz.test.ts and id-token-checks.test.ts.

const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset
const claims = (json: Record<string, unknown>): Failure => ({ kind: 'claims', json })
const last = (text: string): Failure => ({ kind: 'members', last: `,${text}` })
const longer = (claim: string, suffix = '1'): Failure => ({ kind: 'append', claim, suffix })
const YEAR = 365 * 86_400
const HASH = 'AAAAAAAAAAAAAAAAAAAAAA'

const CLAIMS: Array<[string, () => Failure]> = [
  ['I05 whose issuer is longer', () => longer('iss')],
  ['I05 whose issuer ends in a slash', () => longer('iss', '/')],
  ['I05 of the real Qonto', () => claims({ iss: 'https://oauth.qonto.com' })],
  ['I05 whose issuer stands twice, a wrong one last', () => last('"iss":"https://evil.example"')],
  ['I06 whose audience is longer', () => longer('aud')],
  ['I06 whose audience stands twice, a wrong one last', () => last('"aud":"another-app"')],
  ['I07 for another party to use', () => claims({ azp: 'another-app' })],
  ['I08 that ended six minutes ago', () => claims({ exp: seconds(-360) })],
  ['I08 that lives for twenty years', () => claims({ exp: seconds(20 * YEAR) })],
  ['I08 that ends in milliseconds', () => claims({ exp: seconds(3600) * 1000 })],
  ['I09 that was issued tomorrow', () => claims({ iat: seconds(86_400), exp: seconds(90_000) })],
  ['I09 that was issued yesterday', () => claims({ iat: seconds(-86_400) })],
  ['I09 that was issued eleven minutes ago', () => claims({ iat: seconds(-660) })],
  ['I09 that is not valid yet', () => claims({ nbf: seconds(3600) })],
  ['I10 with a wrong nonce', () => claims({ nonce: 'another-one' })],
  ['I10 with a longer nonce', () => longer('nonce')],
  ['I10 with a nonce that stands twice, a wrong one last', () => last('"nonce":"another-one"')],
  ['I11 with a subject of 256 characters', () => claims({ sub: 'a'.repeat(256) })],
  ['I11 with a subject beyond ASCII', () => claims({ sub: 'Inès' })],
  ['I12 with a wrong at_hash', () => claims({ at_hash: HASH })],
  ['I12 with a longer at_hash', () => longer('at_hash')],
  ['I12 without at_hash', () => claims({ at_hash: null })],
  ['I12 with a wrong c_hash', () => claims({ c_hash: HASH })],
  ['I12 with a wrong s_hash', () => claims({ s_hash: HASH })],
  ['I13 of a sign-in that is still to come', () => claims({ auth_time: seconds(3600) })],
]
for (const [id, rows] of byId(CLAIMS))
  test(`${id} a claim that is wrong, and the ID token is refused, its grant revoked`, async ({ signedIn }) => {
    for (const [what, failure] of rows)
      await test.step(what, async () => {
        await signedIn.simulator.fail(failure())
        await expectRefusedTrip(signedIn, 'identity_invalid', { revoked: true })
      })
  })

test('I07 an ID token for us and others is refused, with or without azp', async ({ signedIn }) => {
  const us = await signedIn.simulator.clientId()
  for (const azp of [null, us, 'another-app'])
    for (const aud of [
      [us, 'another-app'],
      ['another-app', us],
    ]) {
      await signedIn.simulator.fail(claims({ aud, azp }))
      await expectRefusedTrip(signedIn, 'identity_invalid')
    }
})

test('I06 an audience is neither a part of us, nor a list in a list, nor us in capitals', async ({ signedIn }) => {
  const us = await signedIn.simulator.clientId()
  for (const aud of [us.slice(0, -1), [[us]], us.replace('a', 'A'), [us, us], `${us} another-app`]) {
    await signedIn.simulator.fail(claims({ aud }))
    await expectRefusedTrip(signedIn, 'identity_invalid')
  }
})

test('I06 an ID token for us, alone, as text or as a list, is accepted', async ({ client, simulator }) => {
  const us = await simulator.clientId()
  for (const json of [{ aud: us }, { aud: [us] }, { aud: us, azp: us }]) {
    await simulator.fail(claims(json))
    expectConnected(await client.signIn('Camille'))
  }
})

const ACCEPTED: Array<[string, () => Failure]> = [
  ['I08 that ended five seconds ago, which is skew', () => claims({ exp: seconds(-5) })],
  ['I08 that ends half a second later', () => claims({ exp: seconds(3600) + 0.5, iat: seconds(0) - 0.25 })],
  ['I08 whose end is written with an exponent', () => last(`"exp":${seconds(3600) / 1e9}e9`)],
  ['I09 that was issued five seconds from now, which is skew', () => claims({ iat: seconds(5) })],
  ['I09 that was issued nine minutes ago', () => claims({ iat: seconds(-540) })],
  ['I09 that is valid from now on', () => claims({ nbf: seconds(0) })],
  [
    'I05 whose issuer stands twice, the right one last',
    () => ({ kind: 'members', first: '"iss":"https://evil.example",' }),
  ],
  ['I11 whose subject stands twice, the right one last', () => ({ kind: 'members', first: '"sub":"somebody",' })],
  ['I30 with claims that nobody knows', () => claims({ 'https://example.com/role': { a: [1, 2] }, acr: '0', amr: [] })],
  ['I30 with claims that would steer objects', () => last('"__proto__":{"sub":"evil"},"constructor":{"sub":"evil"}')],
]
for (const [id, rows] of byId(ACCEPTED))
  test(`${id} a claim that is merely odd, and the ID token is accepted`, async ({ client, simulator, database }) => {
    for (const [what, failure] of rows)
      await test.step(what, async () => {
        await simulator.fail(failure())
        expectConnected(await client.signIn('Camille'))
        expect((await database.onlyConnection()).subject).toBe('01900000-0000-7000-8000-000000000301')
      })
  })

test('I30 an ID token with claims that no page expects is accepted, and its page shows them', async ({
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
