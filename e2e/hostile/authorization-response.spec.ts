import { TRIP_COOKIES, tampered, unguessable } from '../http-client.ts'
import { expectConnected, expectRefused, expectRefusedTrip } from '../outcomes.ts'
import { expect, test } from './fixtures.ts'

// security.md 8.2: what comes back through the browser is judged before anything is sent.

test('a refused consent is told as such, and changes nothing', async ({ signedIn }) => {
  const { client, database, simulator } = signedIn
  const before = await database.possessions()
  await simulator.forgetRequests()
  expectRefused(await client.signIn('Giulia', { refuse: true }), 'access_denied')
  expect(await database.possessions()).toBe(before)
  expect(await database.unusedTrips()).toBe(0)
  expect(await simulator.requests('token')).toEqual([])
  expect(await client.userId()).not.toBeNull()
})

for (const [what, state] of [
  ['a wrong state', unguessable()],
  ['no state', null],
] as const)
  test(`an error with ${what} is not believed`, async ({ client, database }) => {
    const callback = await client.consent('Camille', { refuse: true })
    expectRefused(await client.arrive(tampered(callback, { state })), 'flow_invalid')
    expect(await database.count('users')).toBe(0)
  })

test('an unknown error is a refusal, however wild its words are', async ({ signedIn }) => {
  const wild = `<script>alert(1)</script>\r\nSet-Cookie: a=b\r\n\u001b[31m\u202Egnp.exe ${'x'.repeat(5_000)}`
  await signedIn.simulator.fail({ kind: 'error', error: 'interaction_required', error_description: wild })
  await expectRefusedTrip(signedIn, 'provider_rejected', { tokenRequests: 0 })
})

for (const [error, code] of [
  ['server_error', 'provider_unavailable'],
  ['temporarily_unavailable', 'provider_unavailable'],
  ['invalid_scope', 'config_error'],
] as const)
  test(`${error} at the door ends as ${code}`, async ({ signedIn }) => {
    await signedIn.simulator.fail({ kind: 'error', error })
    await expectRefusedTrip(signedIn, code, { tokenRequests: 0 })
  })

const TAMPERED: Array<[string, Record<string, string | null>]> = [
  ['without a state', { state: null }],
  ['with an empty state', { state: '' }],
  ['without a code', { code: null }],
  ['with an empty code', { code: '' }],
  ['with a code of 8 kB', { code: 'x'.repeat(8_192) }],
  ['with control characters in the code', { code: 'ory_ac_\u0000\r\n\u001b' }],
  ['with code and error at once', { error: 'access_denied' }],
  ['with an access token beside the code', { access_token: 'ory_at_planted' }],
  ['with an access token instead of the code', { access_token: 'ory_at_planted', code: null }],
  ['with an ID token beside the code', { id_token: 'a.b.c' }],
  ['with the issuer of somebody else', { iss: 'https://evil.example' }],
]
for (const [what, changes] of TAMPERED)
  test(`an answer ${what} is refused before anything is sent`, async ({ client, database, simulator }) => {
    const callback = await client.consent('Camille')
    await simulator.forgetRequests()
    expectRefused(await client.arrive(tampered(callback, changes)), 'flow_invalid')
    expect(await simulator.requests('token')).toEqual([])
    expect(await database.count('users')).toBe(0)
    expect(await database.unusedTrips()).toBe(0)
  })

test('an answer with a longer state is refused before anything is sent', async ({ client, simulator }) => {
  const callback = await client.consent('Camille')
  await simulator.forgetRequests()
  const state = `${new URL(callback).searchParams.get('state')}1`
  expectRefused(await client.arrive(tampered(callback, { state })), 'flow_invalid')
  expect(await simulator.requests('token')).toEqual([])
})

for (const name of ['code', 'state', 'iss'])
  test(`an answer that says ${name} twice is refused`, async ({ client, simulator }) => {
    await simulator.fail({ kind: 'query', json: { [name]: ['one', 'another'] } })
    expectRefused(await client.signIn('Camille'), 'flow_invalid')
    expect(await simulator.requests('token')).toEqual([])
  })

test('an issuer must be exactly the one that was asked', async ({ client, simulator }) => {
  for (const iss of [`${simulator.origin}/`, simulator.origin.toUpperCase()]) {
    await simulator.fail({ kind: 'query', json: { iss } })
    expectRefused(await client.signIn('Camille'), 'flow_invalid')
  }
  await simulator.fail({ kind: 'query', json: { iss: simulator.origin } })
  expectConnected(await client.signIn('Camille'))
})

test('parameters that nobody knows are ignored', async ({ client, simulator }) => {
  await simulator.fail({ kind: 'query', json: { session_state: 'x', foo: ['1', '2'] } })
  expectConnected(await client.signIn('Camille'))
})

test('the answer to another browser is refused here and still good there', async ({
  newClient,
  simulator,
  database,
}) => {
  const [mine, theirs] = [newClient(), newClient()]
  await mine.begin()
  const callback = await theirs.consent('Giulia')
  await simulator.forgetRequests()
  expectRefused(await mine.arrive(callback), 'flow_invalid')
  expect(await simulator.requests('token')).toEqual([])
  // Only the trip of the browser that came with it is used up.
  expect(await database.unusedTrips()).toBe(1)
  expectConnected(await theirs.arrive(callback))
})

test('a stolen code in another trip is worth nothing', async ({ newClient, database }) => {
  const [thief, victim] = [newClient(), newClient()]
  const stolen = new URL(await victim.consent('Camille')).searchParams.get('code')
  const callback = await thief.consent('Giulia')
  expectRefused(await thief.arrive(tampered(callback, { code: stolen })), 'provider_rejected')
  expect(await database.count('users')).toBe(0)
})

test('a trip ends after fifteen minutes', async ({ client, database, simulator }) => {
  const callback = await client.consent('Camille')
  await database.letTripsAge(16)
  expectRefused(await client.arrive(callback), 'flow_expired')
  expect(await simulator.requests('token')).toEqual([])
})

for (const name of TRIP_COOKIES) {
  test(`a trip without its cookie ${name} is over`, async ({ client, simulator }) => {
    const callback = await client.consent('Camille')
    client.cookies.delete(name)
    expectRefused(await client.arrive(callback), 'flow_expired')
    expect(await simulator.requests('token')).toEqual([])
  })

  test(`a trip with a changed cookie ${name} is over`, async ({ client }) => {
    const callback = await client.consent('Camille')
    const value = client.cookies.get(name) ?? ''
    client.cookies.set(name, `${value.slice(0, -2)}${value.endsWith('AA') ? 'BB' : 'AA'}`)
    expectRefused(await client.arrive(callback), 'flow_expired')
  })
}

test('trip cookies that changed places are not accepted', async ({ client, simulator }) => {
  const callback = await client.consent('Camille')
  const values = TRIP_COOKIES.map((name) => client.cookies.get(name) ?? '')
  for (const [index, name] of TRIP_COOKIES.entries()) client.cookies.set(name, values[(index + 1) % 3] ?? '')
  expectRefused(await client.arrive(callback), 'flow_expired')
  expect(await simulator.requests('token')).toEqual([])
})
