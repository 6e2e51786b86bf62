import { expect, test } from './browser/fixtures.ts'
import { SESSION_COOKIE, TRIP_COOKIE } from './support/http-client.ts'

// security.md 3.3 and 8.8, S11: what every answer carries, and what a browser makes of it.

const CONSTANT = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}
const PUBLIC = [
  '/',
  '/setup',
  '/mail/confirm/x',
  '/mail/confirmed',
  '/mail/unsubscribe/x',
  '/sign-in/error?error=flow_expired',
  '/nowhere',
  '/goodbye',
  '/api-reference',
]
const LINKS = ['/status/nothing', '/status/nothing.json', '/calendar/nothing.ics']
const PERSONAL = [
  '/connections',
  '/connections/export',
  '/notifications',
  '/sessions',
  '/api-keys',
  '/account',
  '/account/join',
  '/activity',
]
const TABS = ['', '/permissions', '/identity', '/activity']
const ROUTES = [
  'csrf',
  'session',
  'providers',
  'error',
  'signin',
  'signout',
  'callback/qonto?code=x&state=y',
  'none',
].map((route) => `/api/auth/${route}`)
const HTML = { accept: 'text/html' }

function expectConstant(response: Response, path: string): void {
  const { headers } = response
  for (const [name, value] of Object.entries(CONSTANT)) expect(headers.get(name), `${path} ${name}`).toBe(value)
  // A redirect shows nothing, and is to fit into small buffers (adversarial/network/small-buffers).
  const isRedirect = response.status >= 300 && response.status < 400
  if (isRedirect) expect(headers.get('permissions-policy'), path).toBeNull()
  else expect(headers.get('permissions-policy'), path).toContain('camera=()')
  // Plain http: promising https would lock people out of a local dashboard.
  expect(headers.get('strict-transport-security'), path).toBeNull()
  for (const name of ['x-powered-by', 'server']) expect(headers.get(name), `${path} ${name}`).toBeNull()
}

test('every page, its data and every route carry the headers, and are kept by nobody', async ({ signedIn }) => {
  const { client, database } = signedIn
  const { id } = await database.onlyConnection()
  const pages = [...PUBLIC, ...LINKS, ...PERSONAL, ...TABS.map((tab) => `/connections/${id}${tab}`)]
  for (const path of [
    ...pages,
    ...ROUTES,
    '/api/health',
    '/api/ready',
    '/api/live',
    '/api/qonto/webhooks',
    '/api/mail/unsubscribe/x',
    '/sign-out',
  ])
    for (const headers of [HTML, { rsc: '1' }, { rsc: '1', 'next-router-prefetch': '1' }] as const) {
      const response = await client.get(path, { ...headers })
      expect(response.status, path).toBeLessThan(500)
      expectConstant(response, path)
      expect(response.headers.get('cache-control'), path).toContain('no-store')
      const policy = response.headers.get('content-security-policy') ?? ''
      for (const rule of [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types default',
      ])
        expect(policy.split('; '), path).toContain(rule)
      expect(policy, path).toMatch(/script-src 'nonce-[\w-]{20,}' 'strict-dynamic';/)
      expect(policy, path).not.toMatch(/unsafe-|\*|data:|blob:/)
    }
})

test('answers to a POST carry the headers, and are kept by nobody', async ({ signedIn }) => {
  const { client } = signedIn
  for (const path of [
    '/',
    '/connections',
    '/api/auth/signin/qonto',
    '/api/auth/signout',
    '/api/qonto/webhooks',
    '/nowhere',
  ]) {
    const response = await client.post(path, { x: 'y' })
    expect(response.status, path).toBeLessThan(500)
    expectConstant(response, path)
    expect(response.headers.get('cache-control'), path).toContain('no-store')
  }
})

test('files carry the headers too, and are the only thing that is kept', async ({ client }) => {
  const html = await (await client.get('/')).text()
  const files = [...new Set(html.match(/\/_next\/static\/[\w./~-]+\.(?:js|css|woff2)/g))]
  expect(files.length).toBeGreaterThan(3)
  for (const path of [...files, '/icon.svg', '/favicon.ico']) {
    const response = await client.get(path)
    expect(response.status, path).toBe(200)
    expectConstant(response, path)
  }
})

test('no page may use what it does not need', async ({ page, app }) => {
  await app.openStartPage()
  const names = ['camera', 'microphone', 'geolocation', 'usb', 'serial', 'payment', 'clipboard-read', 'clipboard-write']
  const allowed = await page.evaluate((asked) => {
    const { featurePolicy } = document as unknown as { featurePolicy: { allowsFeature(name: string): boolean } }
    return asked.filter((name) => featurePolicy.allowsFeature(name))
  }, names)
  expect(allowed).toEqual(['clipboard-write'])
})

// The browser complains aloud about what it refuses, so this one uses a page that no fixture listens to.

test('text does not become script or markup', async ({ browser, client }) => {
  const page = await browser.newPage()
  await page.goto(`${client.origin}/`)
  const attempt = (way: readonly [string, string, string]) =>
    page.evaluate(([element, property, text]) => {
      try {
        Reflect.set(document.createElement(element), property, text)
        return 'done'
      } catch (error) {
        return (error as Error).name
      }
    }, way)
  for (const way of [
    ['div', 'innerHTML', '<img src=x onerror=alert(1)>'],
    ['iframe', 'srcdoc', '<script>alert(1)</script>'],
    ['script', 'text', 'alert(1)'],
    ['script', 'src', 'https://evil.example/_next/static/x.js'],
    ['script', 'src', '/api/auth/session'],
    ['script', 'src', '/_next/static/../../api/auth/session'],
    ['script', 'src', 'data:text/javascript,alert(1)'],
  ] as const)
    expect(await attempt(way), way.join(' ')).toBe('TypeError')
  // What Next's loader and React do.
  for (const way of [
    ['script', 'src', '/_next/static/chunks/x.js'],
    ['div', 'innerHTML', '<script></script>'],
  ] as const)
    expect(await attempt(way), way.join(' ')).toBe('done')
  await page.close()
})

test('no page tells the next one where one comes from', async ({ app, page, simulator, client }) => {
  const referrers: Array<string | undefined> = []
  page.on('request', (request) => referrers.push(request.headers().referer))
  await app.isSignedInAs(client, 'Camille')
  await app.openConnections()
  await app.press('Connect another organisation')
  await page.waitForURL(`${simulator.origin}/**`)
  const ours = referrers.filter((referrer) => referrer?.startsWith(client.origin))
  expect(ours).toEqual([])
})

test('a callback that is loaded into a page is refused and uses nothing up', async ({
  client,
  database,
  simulator,
}) => {
  const callback = await client.consent('Camille')
  for (const destination of ['iframe', 'image', 'script', 'empty', 'object', 'worker'])
    expect((await client.get(callback, { 'sec-fetch-dest': destination })).status).toBe(403)
  expect(await database.unusedTrips()).toBe(1)
  expect(await simulator.requests('token')).toHaveLength(0)
  const response = await client.get(callback, { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' })
  expect(response.headers.get('location')).toMatch(/\/connections\//)
})

test('signing out leaves nothing behind, not even behind the Back button', async ({ app, client, page, database }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnections()
  await app.openConnection(id)
  await page.evaluate(() => localStorage.setItem('left', 'behind'))
  const answer = page.waitForResponse(
    (response) => response.url().endsWith('/sign-out') && response.request().method() === 'POST',
  )
  await app.signOut()
  expect((await (await answer).allHeaders())['clear-site-data']).toBe('"cache", "storage"')
  expect(await page.context().cookies(client.origin)).toEqual([])
  expect(await page.evaluate(() => localStorage.getItem('left'))).toBeNull()
  expect(await database.count('sessions')).toBe(0)
  for (let steps = 0; steps < 2; steps += 1) {
    await page.goBack()
    await app.isSignedOut()
    await expect(page.getByText('Atelier Lumen')).toHaveCount(0)
  }
})

test('signing out takes every cookie of ours back, by form and by route', async ({ signedIn, newClient }) => {
  const names = [SESSION_COOKIE, 'next-auth.csrf-token', 'next-auth.callback-url', TRIP_COOKIE, 'mooring.zone']
  const byRoute = await signedIn.client.signOut()
  const other = newClient()
  await other.signIn('Camille')
  const byForm = await other.post('/sign-out', {}, { origin: other.origin })
  for (const response of [byRoute, byForm]) {
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toMatch(new RegExp(`^${other.origin}/?$`))
    expect(response.headers.get('clear-site-data')).toBe('"cache", "storage"')
    const taken = response.headers.getSetCookie().filter((line) => /max-age=0\b/i.test(line))
    for (const name of names)
      expect(
        taken.some((line) => line.startsWith(`${name}=;`)),
        name,
      ).toBe(true)
  }
  expect(await other.userId()).toBeNull()
})

test('pages and routes answer no method that they do not know', async ({ client }) => {
  for (const path of ['/', '/connections', '/setup', '/api/health', '/api/qonto/webhooks', '/sign-out'])
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect((await client.send(path, { method })).status, `${method} ${path}`).toBe(405)
})
