import { makeKey } from '#e2e/adversarial/api/make-key'
import { test as base, expect, sharedSettings } from '#e2e/adversarial/own-dashboard'
import { HttpClient } from '#e2e/support/http-client'
import { expectConnected, expectRefused } from '#e2e/support/outcomes'
import { runNode } from '#scripts/command/child'

const test = base.extend<{ everybody: () => HttpClient }>({
  /** A client of the dashboard that all tests share: the same database, and everybody is let in. */
  everybody: async ({ simulator, transcript }, use) =>
    use(() => new HttpClient(process.env.E2E_BASE_URL ?? '', simulator, transcript, process.env.E2E_LOG_FILE)),
})

// How the list is read, and every spelling of an address, is tried in lib/allow-list.test.ts, invitations in
// lib/consent/use-invitation.test.ts. Camille is of Atelier Lumen, which is let
// in; Giulia of Officina Aurora, and Jonas of that and of Buchwerk, which are not. The other dashboard lets in everybody.
test.use({ settings: { MOORING_ALLOW: 'organization:atelier-lumen-4821, domain:allowed.example, invited' } })

const AURORA = { organization: 'Officina Aurora' }
const LUMEN = { organization: 'Atelier Lumen' }
const verified = (email: unknown, email_verified: unknown = true) => ({
  ...{ kind: 'claims' as const, target: 'id_token' as const, json: { email, email_verified } },
})

test('S40 whoever is not let in leaves nothing behind, and reads in their language that it is so, and nothing of who is', async ({
  newClient,
  simulator,
  database,
}) => {
  const lies: unknown[][] = [
    ['giulia@officina-aurora.example', true],
    ['giulia@allowed.example', null],
    ['giulia@allowed.example', false],
    ['giulia@allowed.example', 'true'],
    ['giulia@mail.allowed.example', true],
    ['giulia@allowed.example.evil.example', true],
    ['giulia@xn--allwed-kfg.example', true],
    ['giulia@allowed.example@evil.example', true],
    ['giulia@allowed.example/.evil.example', true],
    [['giulia@allowed.example'], true],
  ]
  for (const [email, isVerified] of lies) {
    await simulator.fail(verified(email, isVerified))
    expectRefused(await newClient().signIn('Giulia'), 'not_allowed')
  }
  const counts = ['users', 'accounts', 'connections', 'sessions', 'activities', 'events'].map(database.count)
  expect(await Promise.all(counts)).toEqual([0, 0, 0, 0, 0, 0])
  const causes = (await database.revocations()).map(({ cause }) => cause)
  expect(causes).toEqual(lies.map(() => 'not_allowed'))

  const client = newClient()
  const { location } = await client.signIn('Giulia')
  const page = await (await client.get(location, { 'accept-language': 'it' })).text()
  expect(page).toContain('Questa dashboard non è aperta a tutti')
  expect(page).not.toMatch(/lumen|allowed\.example/i)
})

test('S41 whoever is let in by organisation or verified address signs in, also again', async ({
  newClient,
  simulator,
  database,
}) => {
  for (let time = 0; time < 2; time += 1) expectConnected(await newClient().signIn('Camille'))
  await simulator.fail(verified('Giulia@ALLOWED.example'))
  expectConnected(await newClient().signIn('Giulia'))
  expect(await database.count('users')).toBe(2)
  // Without the proof of before she is somebody whom nobody knows, and her connection stays as it is.
  const before = await database.possessions()
  expectRefused(await newClient().signIn('Giulia'), 'not_allowed')
  expect(await database.possessions()).toBe(before)
})

test('S42 while the organisation cannot be read nobody is let in, and it is not said that they may not', async ({
  client,
  simulator,
  database,
}) => {
  await simulator.fail({ kind: 'status', target: 'organization', status: 500 })
  expectRefused(await client.signIn('Camille'), 'provider_unavailable')
  expect(await database.count('users')).toBe(0)
  expectConnected(await client.signIn('Camille'))
})

test('S43 no other way to Qonto goes round it: connecting, reconnecting, joining', async ({
  client,
  newClient,
  everybody,
  simulator,
  database,
}) => {
  await simulator.fail(verified('jonas@allowed.example'))
  expectConnected(await client.signIn('Jonas', AURORA))
  const { id: connection } = await database.onlyConnection()
  const stranger = everybody()
  expectConnected(await stranger.signIn('Giulia'))
  const before = await database.possessions()
  expectRefused(await client.connect('Jonas', { organization: 'Buchwerk Treuhand' }), 'not_allowed')
  expectRefused(await client.signIn('Jonas', AURORA, { intent: 'reconnect', connection }), 'not_allowed')
  expectRefused(await client.signIn('Giulia', {}, { intent: 'join' }), 'not_allowed')
  expect(await database.possessions()).toBe(before)
  expect(await client.userId()).not.toBeNull()
  // What is let in by itself is.
  expect((await client.connect('Jonas', LUMEN)).error).toBeNull()
  expectRefused(await newClient().signIn('Giulia'), 'not_allowed')
})

test('S44 who is let in no longer has no session and no key that works, and loses nothing', async ({
  client,
  newClient,
  everybody,
  database,
}) => {
  const elsewhere = everybody()
  expectConnected(await elsewhere.signIn('Camille'))
  const key = await makeKey(elsewhere, ['connections:read', 'tokens:read'])
  const { id } = await database.onlyConnection()
  const before = await database.possessions()
  // The same database and cookie, with a list of which nobody knows whether she is on it.
  client.cookies.set('next-auth.session-token', elsewhere.sessionToken ?? '')
  expect(await client.userId()).toBeNull()
  expect((await client.get(`/connections/${id}`)).headers.get('location')).toBe('/')
  const headers = { authorization: `Bearer ${key}` }
  for (const path of ['me', 'connections', `connections/${id}`, `connections/${id}/qonto/v2/organization`])
    expect((await client.get(`/api/v1/${path}`, headers)).status, path).toBe(403)
  const token = await client.send(`/api/v1/connections/${id}/token`, { method: 'POST', headers })
  expect(await token.json()).toMatchObject({ status: 403, code: 'not_permitted' })
  expect(await database.possessions()).toBe(before)
  expect(await elsewhere.userId()).not.toBeNull()

  expectConnected(await newClient().signIn('Camille'))
  expect((await client.get('/api/v1/me', headers)).status).toBe(200)
})

test('S45 an invitation lets in whoever comes with it first, and lets them go when it is revoked', async ({
  client,
  newClient,
  database,
}) => {
  const [, id = '', secret = ''] =
    /([0-9a-f-]{36})\n.*invitation=(mri_\w+)/.exec(await invite('--note', 'Giulia')) ?? []
  expect(await (await client.get(`/?invitation=${secret}`)).text()).toContain('You are invited')
  expectConnected(await client.signIn('Giulia', {}, { invitation: secret }))
  for (const used of [secret, `${secret.slice(0, -1)}0`, 'x'])
    expect(await newClient().begin({ invitation: used })).toContain('error=invitation_over')
  expectRefused(await newClient().signIn('Jonas', AURORA), 'not_allowed')
  expectConnected(await newClient().signIn('Giulia'))
  await invite('--revoke', id)
  expect(await client.userId()).toBeNull()
  expectRefused(await newClient().signIn('Giulia'), 'not_allowed')
  expect(await database.count('connections')).toBe(1)
})

async function invite(...words: string[]): Promise<string> {
  const env = { ...process.env, ...sharedSettings(), NODE_OPTIONS: '--conditions=react-server', NEXTAUTH_URL: '' }
  const { code, output } = await runNode('scripts/invite.ts', words, { env })
  expect(code, output).toBe(0)
  return output
}
