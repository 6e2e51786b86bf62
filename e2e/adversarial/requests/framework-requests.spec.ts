import { expect, test } from '#e2e/adversarial/fixtures'
import { rawRequest, sendRaw } from '#e2e/adversarial/raw-socket'
import { actionBody, serverAction } from '#e2e/adversarial/server-actions'
import { SESSION_COOKIE } from '#e2e/support/http-client'

// H13 ff.: doors that the framework has, whether we use them or not.

const BYPASSES: Array<Record<string, string>> = [
  { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
  { 'x-middleware-subrequest': 'src/middleware:proxy:proxy:proxy:proxy:proxy' },
  { 'x-middleware-next': '1', 'x-middleware-rewrite': '/connections' },
  { 'x-matched-path': '/setup', 'x-invoke-path': '/setup', 'x-invoke-status': '200' },
  { 'x-nextjs-data': '1' },
  { 'x-original-url': '/setup', 'x-rewrite-url': '/setup' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '1' },
  { forwarded: 'host=evil.example;proto=https', 'x-host': 'evil.example' },
  { 'x-now-route-matches': '1=x', 'x-vercel-id': 'x', 'x-prerender-revalidate': 'x' },
  { rsc: '1', 'next-router-state-tree': '%%%' },
  { rsc: '1', 'next-router-state-tree': encodeURIComponent('["",{"children":["../..",{}]},null,"refetch"]') },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/../../x' },
  { 'next-url': '//evil.example', 'next-hmr-refresh': '1', 'next-action': 'x' },
]
test('H13 headers of frameworks and proxies open nothing', async ({ client, signedIn, newClient }) => {
  for (const headers of BYPASSES)
    await test.step(`H13 ${Object.keys(headers).join(', ')} open nothing: ${Object.values(headers).join(' ').slice(0, 60)}`, async () => {
      const { database } = signedIn
      const { id } = await database.onlyConnection()
      const nobody = newClient()
      for (const path of ['/connections', `/connections/${id}`, `/connections/${id}/identity`, '/sessions']) {
        const response = await nobody.get(path, headers)
        const text = await response.text()
        expect(response.status, path).toBeLessThan(500)
        expect(`${JSON.stringify([...response.headers])}${text}`, path).not.toMatch(
          /Atelier Lumen|Camille|evil\.example/,
        )
      }
      const own = await client.get('/connections', headers)
      expect(own.status).toBeLessThan(500)
      const csrfToken = await client.csrfToken()
      const begun = await client.post('/api/auth/signin/qonto', { csrfToken }, headers)
      expect(begun.headers.get('location') ?? '').not.toContain('evil')
      const cookies = [...own.headers.getSetCookie(), ...begun.headers.getSetCookie()].join('\n')
      expect(cookies).not.toMatch(/domain|evil/i)
    })
})

test('H13 the refusal of foreign posts cannot be talked away', async ({ signedIn }) => {
  const { client, database } = signedIn
  const before = await database.possessions()
  for (const headers of BYPASSES) {
    const response = await client.post(
      '/api/auth/signout',
      { csrfToken: 'x' },
      { ...headers, origin: 'https://evil.example' },
    )
    expect(response.status, JSON.stringify(headers)).toBe(403)
  }
  expect(await database.possessions()).toBe(before)
})

// A reverse proxy may ask for us under a name of its own; the pages were opened under ours, and their forms say so.
const OTHER_NAMES = [
  ['Host: inside.example'],
  ['Host: localhost', 'X-Forwarded-Host: inside.example:8080'],
  ['Host: localhost', 'X-Forwarded-Host: inside.example, outside.example', 'X-Forwarded-Proto: https'],
]
for (const names of OTHER_NAMES)
  test(`H17 a form that comes through a proxy with ${names.join(', ')} is the same form`, async ({ signedIn }) => {
    const { client, database } = signedIn
    const { id } = await database.onlyConnection()
    const form = new Response(actionBody('pauseConnection', { connection: id }))
    const [type, body] = [form.headers.get('content-type'), await form.text()]
    const headers = [
      ...names,
      `Origin: ${client.origin}`,
      `Cookie: ${SESSION_COOKIE}=${client.sessionToken}`,
      `Next-Action: ${serverAction('pauseConnection').id}`,
      'Accept: text/x-component',
      `Content-Type: ${type}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ]
    const answer = await sendRaw(client.origin, rawRequest('POST /connections HTTP/1.1', headers, body), 10_000)
    expect(answer.statuses).toEqual([200])
    expect(answer.text).toContain('"done"')
    expect((await database.onlyConnection()).status).toBe('frozen')
  })

const NOT_THERE = [
  '/.env',
  '/.env.local',
  '/.git/config',
  '/.git/HEAD',
  '/.data/secrets.json',
  '/.next/BUILD_ID',
  '/package.json',
  '/server.js',
  '/prisma/schema.prisma',
  '/lib/env.ts',
  '/_next/../package.json',
  '/_next/static/../../package.json',
  '/_next/static/%2e%2e/%2e%2e/server/app-paths-manifest.json',
  '/_next/server/server-reference-manifest.json',
  '/_next/static/chunks/main.js.map',
  '/_next/data/x/connections.json',
  '/_next/data/x/index.json',
  '/_next/webpack-hmr',
  '/__nextjs_original-stack-frames',
  '/__nextjs_source-map?filename=lib/env.ts',
  '/__nextjs_launch-editor?file=package.json',
  '/_next/mcp',
  '/api/graphql',
  '/metrics',
  '/debug',
  '/server-status',
  '/wp-login.php',
]
test('H14 there is nothing where scanners look', async ({ signedIn }) => {
  for (const path of NOT_THERE)
    await test.step(path, async () => {
      const response = await signedIn.client.get(path)
      expect(response.status).toBe(404)
      expect(await response.text()).not.toMatch(/DATABASE_URL|NEXTAUTH_SECRET|"dependencies"|refs\/heads|datasource/)
    })
})

test('H14 no script of a page leads to its source', async ({ signedIn }) => {
  const { client } = signedIn
  const html = await (await client.get('/connections')).text()
  const scripts = [...new Set([...html.matchAll(/\/_next\/static\/[\w./-]+\.js/g)].map(([path]) => path))]
  expect(scripts.length).toBeGreaterThan(3)
  for (const path of scripts) {
    expect(await (await client.get(path)).text(), path).not.toContain('sourceMappingURL')
    expect((await client.get(`${path}.map`)).status, path).toBe(404)
  }
})

const FETCHED = [
  'http://169.254.169.254/latest/meta-data',
  'http://127.0.0.1:22/',
  '/api/auth/session',
  '//evil.example/a.png',
  'file:///etc/passwd',
]
test('H15 the image optimiser fetches nothing', async ({ signedIn, simulator }) => {
  for (const url of FETCHED)
    await test.step(url, async () => {
      const { client } = signedIn
      await simulator.forgetRequests()
      for (const target of [url, `${simulator.origin}/simulator/state`]) {
        const response = await client.get(`/_next/image?${new URLSearchParams({ url: target, w: '640', q: '75' })}`)
        expect([400, 404]).toContain(response.status)
        expect(await response.text()).not.toMatch(/root:|clientId|"user"/)
      }
      expect(await simulator.requests()).toEqual([])
    })
})

test('H16 nothing tells which software this is', async ({ client }) => {
  for (const path of ['/', '/api/health', '/nothing', '/api/auth/csrf']) {
    const { headers } = await client.get(path)
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('server')).toBeNull()
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})
