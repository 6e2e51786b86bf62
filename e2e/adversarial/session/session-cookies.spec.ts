import { expect, test } from '#e2e/adversarial/fixtures'
import { SESSION_COOKIE, TRIP_COOKIE, unguessable } from '#e2e/support/http-client'
import { expectConnected, expectRefused } from '#e2e/support/outcomes'

// security.md 8.8.

test('S01 a session cookie that was planted before does not survive the sign-in', async ({ client, database }) => {
  const planted = unguessable()
  client.cookies.set(SESSION_COOKIE, planted)
  expectConnected(await client.signIn('Camille'))
  expect(client.sessionToken).not.toBe(planted)
  const thief = client.twin()
  thief.cookies.set(SESSION_COOKIE, planted)
  expect(await thief.userId()).toBeNull()
  expect(await database.count('sessions')).toBe(1)
})

test('S01 the session of somebody else that was planted ends with the sign-in', async ({ newClient }) => {
  const [attacker, victim] = [newClient(), newClient()]
  await attacker.signIn('Giulia')
  victim.cookies.set(SESSION_COOKIE, attacker.sessionToken ?? '')
  expectConnected(await victim.signIn('Camille'))
  expect(victim.sessionToken).not.toBe(attacker.sessionToken)
  expect(await victim.userId()).not.toBeNull()
  expect(await attacker.userId()).toBeNull()
})

test('S08 a cookie whose name merely begins like ours is nothing', async ({ signedIn }) => {
  const { client } = signedIn
  const stranger = client.twin()
  stranger.cookies.delete(SESSION_COOKIE)
  stranger.cookies.set(`${SESSION_COOKIE}.0`, client.sessionToken ?? '')
  expect(await stranger.userId()).toBeNull()
})

test('S04 garbage in the callback-url cookie is ignored', async ({ newClient }) => {
  for (const garbage of ['%E0%A4%A', 'javascript:alert(1)', 'http://', '"', 'x'.repeat(3_000)])
    await test.step(garbage.slice(0, 20), async () => {
      const client = newClient()
      client.cookies.set('next-auth.callback-url', garbage)
      for (const path of ['/', '/api/auth/csrf', '/api/auth/session', '/api/auth/providers'])
        expect((await client.get(path)).status).toBe(200)
      const callback = await client.consent('Camille')
      client.cookies.set('next-auth.callback-url', garbage)
      expectConnected(await client.arrive(callback))
    })
})

const FOREIGN = [
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  'http://localhost@evil.example/',
  'http://evil.localhost.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  '/connections\r\nSet-Cookie: a=b',
  `/${'x'.repeat(10_000)}`,
  '/api/auth/signout',
  '/\t/evil.example',
  '/\n/evil.example',
  'ht\ntps://evil.example',
  '\u2044\u2044evil.example',
  '/%2f%2fevil.example',
  '%2f%2fevil.example',
  '\\\\evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  '///evil.example',
  'http://user:password@evil.example',
  'http://[::ffff:7f00:1]/',
  'http://2130706433/',
  'http:evil.example',
  'vbscript:x',
  'blob:https://evil.example/x',
  '\u0000/connections',
  '.evil.example',
  '@evil.example',
]
test('S05 signing in never leads to another site', async ({ client }) => {
  for (const callbackUrl of FOREIGN)
    await test.step(JSON.stringify(callbackUrl).slice(0, 40), async () => {
      expectConnected(await client.signIn('Camille', {}, { callbackUrl }))
      const query = `?callbackUrl=${encodeURIComponent(callbackUrl)}&callbackUrl=/sessions`
      const callback = await client.simulatedTrip(await client.begin({}, query), 'Camille')
      client.cookies.set('next-auth.callback-url', encodeURIComponent(callbackUrl).slice(0, 3_000))
      const { location, status } = await client.arrive(callback)
      expect(status).toBe(303)
      expect(location).toMatch(/^\/(?![/\\])/)
      expect(location).not.toMatch(/^\/api\/|[\r\n\t]/)
    })
})

test('S05 a cookie that names our site leads nowhere else', async ({ client }) => {
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    '/%5cevil.example',
    '/.//evil.example',
    '/x/..//evil.example',
  ])
    await test.step(path, async () => {
      const callback = await client.consent('Camille')
      client.cookies.set('next-auth.callback-url', encodeURIComponent(`${client.origin}${path}`))
      expectConnected(await client.arrive(callback))
    })
})

test('S05 what looks like another site may be a page of ours', async ({ client }) => {
  const { location } = await client.signIn('Camille', {}, { callbackUrl: '/\u3002evil.example' })
  expect(location).toBe('/%E3%80%82evil.example')
})

test('S05 several addresses to come back to are none', async ({ client }) => {
  const csrfToken = await client.csrfToken()
  const fields = new URLSearchParams({ csrfToken })
  for (const value of ['https://evil.example/', '/sessions', '//evil.example']) fields.append('callbackUrl', value)
  const begun = await client.post('/api/auth/signin/qonto?callbackUrl=https://evil.example', fields)
  const callback = await client.simulatedTrip(begun.headers.get('location') ?? '', 'Camille')
  expectConnected(await client.arrive(callback))
})

test('S05 signing in leads back to the page of ours that was asked for', async ({ client }) => {
  const { location } = await client.signIn('Camille', {}, { callbackUrl: '/sessions?a=1' })
  expect(location).toBe('/sessions?a=1')
})

test('S06 what stands in the query of the sign-in route is not passed on', async ({ client }) => {
  const plain = new URL(await client.begin())
  const query =
    '?redirect_uri=https://evil.example&scope=payment.write&client_id=x&response_type=token&prompt=none&claims={}&state=a&nonce=b'
  const steered = new URL(await client.begin({}, query))
  expect([...steered.searchParams.keys()].sort()).toEqual([...plain.searchParams.keys()].sort())
  for (const name of ['redirect_uri', 'scope', 'client_id', 'response_type', 'code_challenge_method'])
    expect(steered.searchParams.get(name)).toBe(plain.searchParams.get(name))
  expect(plain.searchParams.get('code_challenge_method')).toBe('S256')
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(steered.searchParams.get(name)?.length).toBeGreaterThanOrEqual(32)
    expect(steered.searchParams.get(name)).not.toBe(plain.searchParams.get(name))
  }
})

test('S07 a sign-in needs the CSRF token of this browser', async ({ newClient, database }) => {
  const [client, stranger] = [newClient(), newClient()]
  await client.csrfToken()
  for (const csrfToken of ['', 'x', await stranger.csrfToken()]) {
    const response = await client.post('/api/auth/signin/qonto', { csrfToken })
    expect(response.headers.get('location')).toMatch(/\/sign-in\/error\?error=flow_expired&ref=/)
  }
  const byGet = await client.get('/api/auth/signin/qonto')
  expect(byGet.status).toBe(303)
  expect(new URL(byGet.headers.get('location') ?? '').pathname).toBe('/')
  expect(await database.count('transactions')).toBe(0)
})

test('S07 a sign-out needs the CSRF token of this browser', async ({ signedIn, newClient }) => {
  const { client } = signedIn
  for (const csrfToken of ['', 'x', await newClient().csrfToken()])
    expect((await client.twin().post('/api/auth/signout', { csrfToken })).status).toBe(403)
  await client.twin().get('/api/auth/signout')
  expect(await client.userId()).not.toBeNull()
})

test('S07 a POST of another site is refused', async ({ signedIn }) => {
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])
    await test.step(JSON.stringify(headers), async () => {
      const { client, database } = signedIn
      const [csrfToken, before] = [await client.csrfToken(), await database.possessions()]
      for (const path of ['/api/auth/signin/qonto', '/api/auth/signout', '/connections', '/sessions'])
        expect((await client.post(path, { csrfToken }, headers)).status).toBe(403)
      expect(await database.possessions()).toBe(before)
      expect(await database.count('transactions')).toBe(1)
    })
})

test('S08 cookies have exactly the attributes that they need', async ({ client }) => {
  const csrfToken = await client.csrfToken()
  const begun = (await client.post('/api/auth/signin/qonto', { csrfToken })).headers.getSetCookie()
  const line = begun.find((each) => each.startsWith(`${TRIP_COOKIE}=`)) ?? ''
  expect(line).toMatch(/^next-auth\.transaction=[\w.-]+; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax$/)
  // Its state, nonce and verifier are in there; next-auth's own three cookies would be three times as long.
  expect(begun.map((each) => each.split('=')[0]).sort()).toEqual(['next-auth.callback-url', TRIP_COOKIE])
  const { setCookies } = await client.signIn('Camille')
  const session = setCookies.find((line) => line.startsWith(`${SESSION_COOKIE}=`)) ?? ''
  expect(session).toMatch(/^next-auth\.session-token=[\w-]{43,}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
  const hours = (Date.parse(/Expires=([^;]+)/.exec(session)?.[1] ?? '') - Date.now()) / 3_600_000
  expect(hours).toBeGreaterThan(11.9)
  expect(hours).toBeLessThanOrEqual(12)
})

test('S09 the database holds a hash of the session, never its token', async ({ signedIn }) => {
  const { client, database } = signedIn
  const token = client.sessionToken ?? ''
  const everything = await database.everythingAsText()
  for (const form of [token, Buffer.from(token).toString('hex'), Buffer.from(token, 'base64url').toString('hex')])
    expect(everything).not.toContain(form)
})

test('S02 a trip for a connection belongs to the session that began it', async ({ signedIn, newClient, database }) => {
  const { client } = signedIn
  const callback = await client.consent('Camille', {}, { intent: 'connect' })
  const other = newClient()
  await other.signIn('Giulia')
  other.cookies.set(TRIP_COOKIE, client.cookies.get(TRIP_COOKIE) ?? '')
  expectRefused(await other.arrive(callback), 'flow_invalid')
  const again = await client.consent('Camille', {}, { intent: 'connect' })
  await client.signOut()
  expectRefused(await client.arrive(again), 'flow_expired')
  expect(await database.count('connections')).toBe(2)
})
