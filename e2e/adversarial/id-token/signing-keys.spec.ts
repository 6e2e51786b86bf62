import { expect, test } from '#e2e/adversarial/own-dashboard'
import { expectConnected, expectRefused, expectRefusedTrip } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'

// security.md 8.5. Signing keys are remembered by the process, so this dashboard is used by this file alone and its cases
// stand in order: first without a key, then with one, then with keys that roll, and last the flood, which silences it for half a minute.

test.use({ settings: {} })

const target = 'jwks'

const OUTAGES: Array<[string, Failure]> = [
  ['500', { kind: 'status', target, status: 500, times: 0 }],
  ['a redirect', { kind: 'redirect', target, to: 'http://169.254.169.254/', times: 0 }],
  ['HTML', { kind: 'html', target, times: 0 }],
  ['broken JSON', { kind: 'invalid_json', target, times: 0 }],
  ['unusable keys only', { kind: 'body', target, json: { keys: [null, { kty: 'oct', k: 'AA' }] }, times: 0 }],
  ['a closed door', { kind: 'refuse', target, times: 0 }],
  ['1 MB', { kind: 'oversized', target, megabytes: 1, times: 0 }],
]
const SLOW: Array<[string, Failure]> = [['nothing', { kind: 'delay', target, ms: 7_000, times: 0 }]]

for (const [what, failure] of [...OUTAGES, ...SLOW])
  test(`J04 ${what} instead of keys, and none known, is an outage: nothing is kept`, async ({
    client,
    simulator,
    database,
  }) => {
    await simulator.fail(failure)
    expectRefused(await client.signIn('Camille'), 'provider_unavailable')
    expect(await simulator.requests('token')).toHaveLength(1)
    expect(await database.count('users')).toBe(0)
    await expect.poll(() => simulator.live('refresh'), { timeout: 5_000 }).toEqual([])
  })

test('J04 three sign-ins at once ask for unknown keys once', async ({ newClient, simulator }) => {
  await simulator.fail({ kind: 'delay', target, ms: 300, times: 0 })
  const people = [['Camille'], ['Giulia'], ['Jonas', { organization: 'Buchwerk Treuhand' }]] as const
  const trips = await Promise.all(
    people.map(async ([person, wish]) => {
      const client = newClient()
      return { client, callback: await client.consent(person, wish) }
    }),
  )
  const arrivals = await Promise.all(trips.map(({ client, callback }) => client.arrive(callback)))
  for (const arrival of arrivals) expectConnected(arrival)
  expect(await simulator.requests('jwks')).toHaveLength(1)
})

test('J04 whatever comes instead of keys does no harm while the key is known', async ({ client, simulator }) => {
  expectConnected(await client.signIn('Camille'))
  await simulator.forgetRequests()
  for (const [, failure] of OUTAGES) {
    await simulator.fail(failure)
    expectConnected(await client.signIn('Camille'))
    await simulator.behaveAgain()
  }
  expect(await simulator.requests('jwks')).toEqual([])
})

test('J01 a key that was rolled between two sign-ins is fetched, once', async ({ client, simulator }) => {
  expectConnected(await client.signIn('Camille'))
  await simulator.rollKey()
  for (let times = 0; times < 3; times += 1) expectConnected(await client.signIn('Camille'))
  expect(await simulator.requests('jwks')).toHaveLength(1)
})

test('J01 a key that is rolled right before signing is fetched', async ({ client, simulator }) => {
  const callback = await client.consent('Camille')
  await simulator.rollKey({ drop: true })
  expectConnected(await client.arrive(callback))
  expect(await simulator.requests('jwks')).toHaveLength(1)
})

test('J01 a token of the key before is accepted while that one is published', async ({ client, simulator }) => {
  for (let times = 0; times < 3; times += 1) {
    await simulator.rollKey()
    expectConnected(await client.signIn('Camille'))
  }
})

test('J03 odd keys and members among the published ones lock nobody out', async ({ client, simulator }) => {
  await simulator.rollKey({ drop: true })
  const odd = [
    null,
    7,
    {},
    { kty: 'oct', k: 'AA' },
    { kty: 'RSA', n: '!!', e: 'AQ', kid: 'b' },
    { kty: 'EC', crv: 'P-256' },
  ]
  await simulator.fail({ kind: 'keys', json: odd })
  expectConnected(await client.signIn('Camille'))
  await simulator.rollKey({ drop: true })
  await simulator.fail({
    kind: 'rewrite',
    target,
    first: '"keys":[],"more":{"keys":[]},',
    headers: { 'content-type': 'text/plain' },
  })
  expectConnected(await client.signIn('Camille'))
})

test('J05 a token without a key id is accepted while there is exactly one key', async ({ client, simulator }) => {
  await simulator.rollKey({ drop: true })
  expectConnected(await client.signIn('Camille'))
  await simulator.fail({ kind: 'header', json: { kid: null } })
  expectConnected(await client.signIn('Camille'))
})

test('J05 keys without an id fit no token that names one, and one that names none', async ({ client, simulator }) => {
  await simulator.rollKey({ drop: true })
  await simulator.fail({ kind: 'drop_kid' })
  await simulator.fail({ kind: 'header', json: { kid: null } })
  expectConnected(await client.signIn('Camille'))
})

test('J04 a rolled key that cannot be fetched is an outage, not a wrong identity, and heals', async ({ signedIn }) => {
  test.setTimeout(60_000)
  const { simulator, client } = signedIn
  await simulator.rollKey({ drop: true })
  for (const [, failure] of OUTAGES.slice(0, 4)) {
    await simulator.fail(failure)
    await expectRefusedTrip(signedIn, 'provider_unavailable', { person: 'Giulia' })
    await simulator.behaveAgain()
  }
  await expect.poll(async () => (await client.signIn('Camille')).error, { timeout: 20_000 }).toBeNull()
})

const INVENTED = [
  'invented',
  '',
  '../../../../etc/passwd',
  "' OR 1=1; --",
  '__proto__',
  'constructor',
  'http://169.254.169.254/',
  'a\u0000b',
  'x'.repeat(2_000),
]
test('J07 key ids that nobody knows cost one request, are refused fast, and known keys go on working', async ({
  signedIn,
}) => {
  test.setTimeout(90_000)
  const { client, simulator } = signedIn
  const flood: Failure[] = [
    ...INVENTED.map((kid): Failure => ({ kind: 'header', json: { kid } })),
    ...[7, {}, [], true].map((kid): Failure => ({ kind: 'header', json: { kid } })),
    // In the middle of the header stands the key id.
    { kind: 'bad_signature', part: 'header' },
    // Two keys are published by now, so a token that names none may be of either.
    { kind: 'header', json: { kid: null } },
  ]
  await simulator.rollKey()
  expectConnected(await client.signIn('Camille'))
  let fetched = 0
  const times: number[] = []
  for (const failure of [...flood, ...flood]) {
    await simulator.fail(failure)
    times.push((await expectRefusedTrip(signedIn, 'identity_invalid')).milliseconds)
    fetched += (await simulator.requests('jwks')).length
  }
  expect(fetched).toBeLessThanOrEqual(1)
  expect(times.sort((a, b) => a - b)[times.length >> 1]).toBeLessThan(500)
  await simulator.forgetRequests()
  expectConnected(await client.signIn('Camille'))
  expect(await simulator.requests('jwks')).toEqual([])
})

test('J08 discovery is never asked, so a lie in it harms nobody', async ({ client, simulator }) => {
  const evil = 'https://evil.example'
  const json = { issuer: evil, token_endpoint: evil, jwks_uri: evil, authorization_endpoint: evil }
  await simulator.fail({ kind: 'body', target: 'discovery', json, times: 0 })
  expectConnected(await client.signIn('Camille'))
  expect(await simulator.requests('discovery')).toEqual([])
})
