import { decode, encode } from 'next-auth/jwt'
import { expect, test } from '#e2e/adversarial/fixtures'
import { type HttpClient, TRIP_COOKIE, tampered } from '#e2e/support/http-client'
import { expectConnected, expectRefused, expectRefusedAsForeign, expectRefusedUnsent } from '#e2e/support/outcomes'

// security.md 8.2, A04 and A05: an answer belongs to one trip of one browser.

test('A04 the answer to another browser is refused here and still good there', async ({
  newClient,
  simulator,
  database,
}) => {
  const [client, theirs] = [newClient(), newClient()]
  await client.begin()
  const callback = await theirs.consent('Giulia')
  await expectRefusedUnsent({ client, simulator, database }, callback, 'flow_superseded', expectRefusedAsForeign)
  // Neither trip is used up: a link of a stranger ends nothing here.
  expect(await database.unusedTrips()).toBe(2)
  expectConnected(await theirs.arrive(callback))
})

test('A04 nobody can be signed in as somebody else by a link, signed in or not', async ({
  newClient,
  signedIn,
  simulator,
  database,
}) => {
  const attacker = newClient()
  const callback = await attacker.consent('Giulia')
  const before = await signedIn.client.userId()
  for (const client of [newClient(), signedIn.client])
    await expectRefusedUnsent({ client, simulator, database }, callback, 'flow_expired')
  expect(await signedIn.client.userId()).toBe(before)
  expect(await database.unusedTrips()).toBe(1)
  expectConnected(await attacker.arrive(callback))
})

test('A02 an error in the name of another browser does not end its trip', async ({
  newClient,
  simulator,
  database,
}) => {
  const victim = newClient()
  const callback = await victim.consent('Giulia')
  const lie = tampered(callback, { code: null, scope: null, error: 'access_denied' })
  await expectRefusedUnsent({ client: newClient(), simulator, database }, lie, 'flow_expired')
  const busy = newClient()
  await busy.begin()
  await expectRefusedUnsent({ client: busy, simulator, database }, lie, 'flow_superseded', expectRefusedAsForeign)
  expectConnected(await victim.arrive(callback))
})

test('A34 the later of two trips of one browser counts, and their answers cannot be mixed', async ({
  client,
  simulator,
  database,
}) => {
  const first = await client.consent('Jonas', { organization: 'Buchwerk Treuhand' })
  const second = await client.consent('Jonas', { organization: 'Officina Aurora' })
  const code = new URL(first).searchParams.get('code')
  await expectRefusedUnsent({ client, simulator, database }, first, 'flow_superseded', expectRefusedAsForeign)
  const browser = client.twin()
  expectRefused(await browser.arrive(tampered(second, { code })), 'code_refused')
  expectRefused(await client.arrive(second), 'flow_replayed')
})

test('A34 a code of the same person for another organisation is not exchanged by this trip', async ({
  client,
  database,
}) => {
  const first = await client.consent('Jonas', { organization: 'Buchwerk Treuhand' })
  const second = await client.consent('Jonas', { organization: 'Officina Aurora' })
  const code = new URL(first).searchParams.get('code')
  expectRefused(await client.arrive(tampered(second, { code })), 'code_refused')
  expect(await database.count('users')).toBe(0)
})

test('A05 a trip ends after fifteen minutes', async ({ client, database, simulator }) => {
  const callback = await client.consent('Camille')
  await database.letTripsAge(14)
  await database.letTripsAge(2)
  await expectRefusedUnsent({ client, simulator, database }, callback, 'flow_expired')
})

test('A05 a trip of fourteen minutes is in time', async ({ client, database }) => {
  const callback = await client.consent('Camille')
  await database.letTripsAge(14)
  expectConnected(await client.arrive(callback))
})

const SPOILED: Array<[string, (value: string) => string | null]> = [
  ['missing', () => null],
  ['empty', () => ''],
  ['changed', (value) => `${value.slice(0, -2)}${value.endsWith('AA') ? 'BB' : 'AA'}`],
  ['cut', (value) => value.slice(0, value.length / 2)],
  ['plain text', () => 'a-value-in-clear'],
  ['badly encoded', () => '%E0%A4%A'],
  ['8 kB of noise', () => 'x'.repeat(8_000)],
]
test('A05 a transaction whose cookie is spoiled is over', async ({ client, simulator, database }) => {
  for (const [what, spoil] of SPOILED)
    await test.step(what, async () => {
      const callback = await client.consent('Camille')
      const value = spoil(client.cookies.get(TRIP_COOKIE) ?? '')
      if (value === null) client.cookies.delete(TRIP_COOKIE)
      else client.cookies.set(TRIP_COOKIE, value)
      await expectRefusedUnsent({ client, simulator, database }, callback, 'flow_expired')
    })
})

interface Forgery {
  secret?: string
  salt?: string
  maxAge?: number
  /** What it says instead. */
  says?: Record<string, unknown>
}

const SECRET = process.env.E2E_AUTH_SECRET ?? ''

/** What the cookie of a browser says. */
async function said({ cookies }: HttpClient): Promise<Record<string, unknown>> {
  const { state, nonce, pkceCodeVerifier } =
    (await decode({ token: cookies.get(TRIP_COOKIE) ?? '', secret: SECRET, salt: TRIP_COOKIE })) ?? {}
  return { state, nonce, pkceCodeVerifier }
}

/** Puts a cookie into the jar that says what the true one says, made with something else. */
async function forge(client: HttpClient, forgery: Forgery): Promise<void> {
  const { secret = SECRET, salt = TRIP_COOKIE, maxAge = 900, says = {} } = forgery
  const token = { ...(await said(client)), ...says }
  client.cookies.set(TRIP_COOKIE, await encode({ token, secret, salt, maxAge }))
}

const FORGED: Array<[string, Forgery]> = [
  ['before the secret was changed', { secret: 'the-secret-that-was-here-before-0123456789' }],
  ['for another cookie', { salt: 'next-auth.nonce' }],
  ['for no cookie in particular', { salt: '' }],
  ['for a trip that was over a minute ago', { maxAge: -60 }],
  ['with a list in it', { says: { state: ['a'] } }],
  ['without a nonce', { says: { nonce: undefined } }],
  ['with an empty verifier', { says: { pkceCodeVerifier: '' } }],
]
test('A05 a transaction cookie that was made otherwise is not accepted', async ({ client, simulator, database }) => {
  for (const [what, forgery] of FORGED)
    await test.step(what, async () => {
      const callback = await client.consent('Camille')
      await forge(client, forgery)
      await expectRefusedUnsent({ client, simulator, database }, callback, 'flow_expired')
    })
})

test('A05 the forged cookies differ from a true one in nothing but that', async ({ client }) => {
  const callback = await client.consent('Camille')
  await forge(client, {})
  expectConnected(await client.arrive(callback))
})

test('A05 a verifier of another trip does not open this one', async ({ newClient, client, database }) => {
  const other = newClient()
  await other.begin()
  const callback = await client.consent('Camille')
  const { pkceCodeVerifier } = await said(other)
  await forge(client, { says: { pkceCodeVerifier } })
  expectRefused(await client.arrive(callback), 'code_refused')
  expect(await database.count('users')).toBe(0)
})

test('A05 a nonce of another trip does not fit this one', async ({ newClient, client, database }) => {
  const other = newClient()
  await other.begin()
  const callback = await client.consent('Camille')
  const { nonce } = await said(other)
  await forge(client, { says: { nonce } })
  expectRefused(await client.arrive(callback), 'identity_invalid')
  expect(await database.count('users')).toBe(0)
})
