import { expectConnected, expectRefused, expectRefusedTrip } from '../outcomes.ts'
import type { Failure } from '../simulator.ts'
import { expect, test } from './fixtures.ts'

// security.md 8.5. In this order: a key id that nobody knows is followed by a cool-down of half a minute, in which no
// key is fetched. It outlasts this file, so new keys are rolled here only.

test('the cool-down of an earlier run is over', async ({ client, simulator }) => {
  test.setTimeout(45_000)
  await simulator.rollKey()
  await expect.poll(async () => (await client.signIn('Camille')).error, { timeout: 35_000 }).toBeNull()
})

test('a key that was rolled between two sign-ins is fetched', async ({ client, simulator }) => {
  expectConnected(await client.signIn('Camille'))
  await simulator.rollKey()
  await simulator.forgetRequests()
  expectConnected(await client.signIn('Camille'))
  expect(await simulator.requests('jwks')).toHaveLength(1)
  expectConnected(await client.signIn('Camille'))
  expect(await simulator.requests('jwks')).toHaveLength(1)
})

test('odd entries among the published keys are passed over', async ({ client, simulator }) => {
  await simulator.rollKey()
  const json = [
    null,
    7,
    {},
    { kty: 'oct', k: 'AA' },
    { kty: 'RSA', n: '!!', e: 'AQAB', kid: 'a' },
    { kty: 'RSA', kid: 'b' },
  ]
  await simulator.fail({ kind: 'keys', json })
  expectConnected(await client.signIn('Camille'))
})

test('a token without a key id is accepted while there is exactly one key', async ({ client, simulator }) => {
  await simulator.rollKey({ drop: true })
  expectConnected(await client.signIn('Camille'))
  await simulator.fail({ kind: 'header', json: { kid: null } })
  expectConnected(await client.signIn('Camille'))
  await simulator.rollKey()
  expectConnected(await client.signIn('Camille'))
  await simulator.fail({ kind: 'header', json: { kid: null } })
  expectRefused(await client.signIn('Camille'), 'identity_invalid')
})

test('a flood of key ids that nobody knows costs one request, and known keys go on working', async ({ signedIn }) => {
  const { client, simulator } = signedIn
  const flood: Failure[] = [
    { kind: 'header', json: { kid: 'invented' } },
    { kind: 'header', json: { kid: 'invented too' } },
    // In the middle of the header stands the key id.
    { kind: 'bad_signature', part: 'header' },
  ]
  let fetched = 0
  for (const failure of flood) {
    await simulator.fail(failure)
    await expectRefusedTrip(signedIn, 'identity_invalid')
    fetched += (await simulator.requests('jwks')).length
  }
  expect(fetched).toBeLessThanOrEqual(1)
  expectConnected(await client.signIn('Camille'))
})
