import { createHash } from 'node:crypto'
import { expect, test } from '#e2e/adversarial/fixtures'
import { unguessable } from '#e2e/support/http-client'
import { expectConnected, expectRefused, expectRefusedTrip } from '#e2e/support/outcomes'
import type { Simulator } from '#e2e/support/simulator'
import { SIMULATOR_APP } from '#lib/env'

// security.md 8.4, I10 and I15: a token that is genuine, of another trip or another person.

/** A whole token answer of the bank for somebody, taken by our app but not by the dashboard, and its grant ended again. */
async function genuineIdToken(simulator: Simulator, origin: string, person: string, nonce: string): Promise<string> {
  const verifier = unguessable() + unguessable()
  const redirect_uri = `${origin}/api/auth/callback/qonto`
  const { clientId: client_id, clientSecret: client_secret, stagingToken } = SIMULATOR_APP
  const query = new URLSearchParams({
    client_id,
    redirect_uri,
    response_type: 'code',
    scope: 'openid offline_access',
    state: unguessable(),
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const callback = await simulator.authorize(`${simulator.origin}/oauth2/auth?${query}`, person)
  const code = new URL(callback).searchParams.get('code') ?? ''
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${simulator.origin}/oauth2/${path}`, {
      method: 'POST',
      headers: { 'X-Qonto-Staging-Token': stagingToken },
      body: new URLSearchParams({ client_id, client_secret, ...fields }),
    })
  const exchange = { grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier }
  const { id_token, refresh_token } = await (await post('token', exchange)).json()
  await post('revoke', { token: refresh_token })
  return id_token
}

const nonceOf = (url: string) => new URL(url).searchParams.get('nonce') ?? ''

test('I10 a nonce of a trip in another browser, or of an earlier one, does not count', async ({
  signedIn,
  newClient,
}) => {
  const { client, simulator } = signedIn
  const earlier = nonceOf(await client.begin())
  for (const nonce of [earlier, nonceOf(await newClient().begin())]) {
    await simulator.fail({ kind: 'claims', json: { nonce } })
    const url = await client.begin()
    expectRefused(await client.arrive(await simulator.authorize(url, 'Giulia')), 'identity_invalid')
  }
})

test('I10 a genuine token of another person or an earlier sign-in is refused', async ({ signedIn }) => {
  const { client, simulator } = signedIn
  for (const person of ['Giulia', 'Camille']) {
    const id_token = await genuineIdToken(simulator, client.origin, person, unguessable())
    await simulator.fail({ kind: 'merge', target: 'token', json: { id_token } })
    await expectRefusedTrip(signedIn, 'identity_invalid')
  }
})

test('I10 a genuine token of another person with the nonce of this trip is refused', async ({
  client,
  simulator,
  database,
}) => {
  const url = await client.begin()
  const id_token = await genuineIdToken(simulator, client.origin, 'Giulia', nonceOf(url))
  await simulator.fail({ kind: 'merge', target: 'token', json: { id_token } })
  const arrival = await client.arrive(await simulator.authorize(url, 'Camille'))
  expectRefused(arrival, 'identity_invalid')
  // Nothing but the access token gives it away.
  expect(arrival.events).toEqual([expect.objectContaining({ check: 'access_token_hash' })])
  expect(await database.count('users')).toBe(0)
})

test('I15 the e-mail address of somebody else links nobody to anybody', async ({ newClient, simulator, database }) => {
  const [camille, giulia] = [newClient(), newClient()]
  await camille.signIn('Camille')
  for (const json of [
    { email: 'camille@atelier-lumen.example' },
    { email: 'CAMILLE@atelier-lumen.example', email_verified: true },
    { email: 'camille@atelier-lumen.example', email_verified: false },
  ]) {
    await simulator.fail({ kind: 'claims', json })
    expectConnected(await giulia.signIn('Giulia'))
    expect(await giulia.userId()).not.toBe(await camille.userId())
  }
  expect(await database.count('users')).toBe(2)
})

test('I15 a person stays the same whatever becomes of the e-mail address', async ({
  client,
  newClient,
  simulator,
  database,
}) => {
  await client.signIn('Camille')
  for (const email of [
    'new@example.com',
    null,
    '',
    7,
    { a: 1 },
    ['a'],
    'a\u0000b',
    '\u202egro.elpmaxe',
    'x'.repeat(5_000),
  ]) {
    await simulator.fail({ kind: 'claims', json: { email } })
    const again = newClient()
    expectConnected(await again.signIn('Camille'))
    expect(await again.userId()).toBe(await client.userId())
  }
  expect(await database.count('users')).toBe(1)
})

test('I15 markup in claims is text on every page', async ({ app, client, page, simulator }) => {
  const evil = '<img src=x onerror=document.title=1><script>document.title=1</script>'
  await simulator.fail({
    kind: 'claims',
    json: { email: evil, name: evil, [evil]: evil, picture: 'javascript:alert(1)' },
  })
  const id = await app.isSignedInAs(client, 'Camille')
  for (const tab of ['Overview', 'Identity', 'Activity'] as const) {
    await app.openConnection(id, tab)
    expect(await page.title()).not.toBe('1')
    expect(await page.locator('img[src=x], a[href^="javascript:"]').count()).toBe(0)
  }
})
