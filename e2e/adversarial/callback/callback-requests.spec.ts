import { expect, test } from '#e2e/adversarial/fixtures'
import { rawRequest, sendRaw } from '#e2e/adversarial/raw-socket'
import type { HttpClient } from '#e2e/support/http-client'
import { expectConnected } from '#e2e/support/outcomes'

// security.md 8.2: only the person who comes back uses a trip up. Whoever merely looks at the address does not.

const PATH = '/api/auth/callback/qonto'

test('A35 other methods at the callback are answered with 405 and use nothing up', async ({
  client,
  simulator,
  database,
}) => {
  for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
    await test.step(method, async () => {
      const callback = await client.consent('Camille')
      await simulator.forgetRequests()
      const { pathname, search } = new URL(callback)
      const answer = await client.send(`${pathname}${search}`, { method })
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toMatch(/^GET\b/)
      await expectUntouched(client, callback, { simulator, database })
    })
})

test('A35 OPTIONS at the callback uses nothing up', async ({ client, simulator, database }) => {
  const callback = await client.consent('Camille')
  await simulator.forgetRequests()
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' }
  const answer = await client.send(callback, { method: 'OPTIONS', headers })
  expect(answer.status).toBeLessThan(500)
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  await expectUntouched(client, callback, { simulator, database })
})

for (const [what, headers, status] of [
  ['from the bank', { origin: 'https://oauth.qonto.com', 'sec-fetch-site': 'cross-site' }, 403],
  ['from nowhere', {}, 405],
] as const)
  test(`A35 an answer as a form post ${what} is refused and uses nothing up`, async ({
    client,
    simulator,
    database,
  }) => {
    const callback = await client.consent('Camille')
    await simulator.forgetRequests()
    const fields = new URL(callback).searchParams
    expect((await client.post(PATH, fields, headers)).status).toBe(status)
    await expectUntouched(client, callback, { simulator, database })
  })

test('A36 a browser that looks ahead uses nothing up', async ({ client, simulator, database }) => {
  for (const [name, value] of [
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
  ] as const)
    await test.step(`A36 a browser that looks ahead with ${name}: ${value} uses nothing up`, async () => {
      const callback = await client.consent('Camille')
      await simulator.forgetRequests()
      const answer = await client.get(callback, { [name]: value })
      expect(answer.status).toBe(503)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.getSetCookie()).toEqual([])
      await expectUntouched(client, callback, { simulator, database })
    })
})

test('A36 a preview of the link by somebody without cookies uses nothing up', async ({
  client,
  newClient,
  simulator,
  database,
}) => {
  const callback = await client.consent('Camille')
  await simulator.forgetRequests()
  for (const agent of [
    'facebookexternalhit/1.1',
    'Slackbot-LinkExpanding 1.0',
    'Mozilla/5.0 (compatible; bingbot/2.0)',
  ])
    expect((await newClient().get(callback, { 'user-agent': agent })).status).toBe(303)
  await expectUntouched(client, callback, { simulator, database })
})

/** Other ways to write the path. None is a fault, and none leads anywhere but to the callback or to nothing. */
const SPELLINGS = [
  '//api/auth/callback/qonto',
  '/api//auth/callback/qonto',
  '/api/auth/callback//qonto',
  '/api/auth/callback/qonto//',
  '/API/AUTH/CALLBACK/QONTO',
  '/api/auth/callback/Qonto',
  '/api/auth/callback%2fqonto',
  '/api/auth%2Fcallback%2Fqonto',
  '/api%2fauth/callback/qonto',
  '/api/auth/callback/qonto%00',
  '/api/auth/callback/qonto%20',
  '/api/auth/callback/qonto;x=1',
  '/api/auth/callback/qonto/..',
  '/api/auth/callback/%2e%2e/signout',
  '/api/auth/callback/qonto.json',
  '/api/auth/constructor',
  '/api/auth/__proto__',
  '/api/auth/callback/\\qonto',
]
test('A37 other spellings of the path are no callback, and the transaction goes on', async ({
  client,
  simulator,
  database,
}) => {
  for (const path of SPELLINGS)
    await test.step(path, async () => {
      const callback = await client.consent('Camille')
      await simulator.forgetRequests()
      const { status, location, text } = await ask(client, `${path}${new URL(callback).search}`)
      expect([303, 307, 308, 400, 404]).toContain(status)
      // A tidier spelling of the same address, at most.
      if (status !== 303) expect(new URL(location || '/', client.origin).origin).toBe(client.origin)
      expect(text).not.toMatch(/^set-cookie:/im)
      await expectUntouched(client, callback, { simulator, database })
    })
})

test('A37 a trailing slash leads to the callback itself', async ({ client }) => {
  const callback = await client.consent('Camille')
  const { status, location } = await ask(client, `${PATH}/${new URL(callback).search}`)
  expect(status).toBe(308)
  expectConnected(await client.arrive(location))
})

test('A38 headers change neither where a callback leads nor what it does', async ({ client, simulator }) => {
  for (const [what, headers] of [
    ['X-Forwarded-Host', { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }],
    ['Forwarded', { forwarded: 'host=evil.example;proto=https' }],
    ['X-Original-URL', { 'x-original-url': '/sign-in/error', 'x-rewrite-url': '/sign-in/error' }],
    ['X-HTTP-Method-Override', { 'x-http-method-override': 'POST', 'x-method-override': 'DELETE' }],
    ['headers of Next itself', { 'x-middleware-subrequest': 'proxy:proxy:proxy', 'x-nextjs-data': '1' }],
  ] as const)
    await test.step(what, async () => {
      const callback = await client.consent('Camille')
      await simulator.forgetRequests()
      const answer = await client.get(callback, headers as Record<string, string>)
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toMatch(new RegExp(`^${client.origin}/connections/[0-9a-f-]{36}$`))
      expect(await simulator.requests('token')).toHaveLength(1)
    })
})

/** One request whose path is not tidied up on the way, as every URL parser and browser would. */
async function ask({ origin, cookieHeader }: HttpClient, path: string) {
  const headers = [`Host: ${new URL(origin).host}`, 'Connection: close', `Cookie: ${cookieHeader}`]
  const { statuses, text } = await sendRaw(origin, rawRequest(`GET ${path} HTTP/1.1`, headers), 5_000)
  return { status: statuses[0], location: /^location: (.*)\r$/im.exec(text)?.[1] ?? '', text }
}

/** Nothing was sent to Qonto, no trip was used up, and the person can still finish theirs. */
async function expectUntouched(
  client: HttpClient,
  callback: string,
  {
    simulator,
    database,
  }: {
    simulator: { requests(target: string): Promise<unknown[]> }
    database: { unusedTrips(): Promise<number> }
  },
): Promise<void> {
  expect(await simulator.requests('token')).toEqual([])
  expect(await database.unusedTrips()).toBe(1)
  expectConnected(await client.arrive(callback))
}
