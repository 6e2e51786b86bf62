import { expect, test } from '#e2e/adversarial/fixtures'
import { rawRequest, sendRaw } from '#e2e/adversarial/raw-socket'

// H05 ff.: bytes that no browser would send. Whatever comes back is a refusal or an ordinary page, never a fault.
// What the guarded server refuses is in server/guard/create-guarded-server.test.ts and guard-requests.fuzz.test.ts, row by row.

const CLOSE = 'Connection: close'
const host = (origin: string) => `Host: ${new URL(origin).host}`
type Build = (origin: string, cookie: string) => string

const REFUSED: Array<[string, Build]> = [
  ['a cookie of 100 kB', (origin) => rawRequest('GET / HTTP/1.1', [host(origin), `Cookie: a=${'x'.repeat(100_000)}`])],
  ['a folded header', (origin) => rawRequest('GET / HTTP/1.1', [host(origin), 'X-A: b\r\n c'])],
  ['no HTTP at all', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.padEnd(200, '\0')],
  ['an unknown version', (origin) => rawRequest('GET / HTTP/9.9', [host(origin)])],
  ['an unknown method', (origin) => rawRequest('BREW / HTTP/1.1', [host(origin)])],
  ['a line without an end', (origin) => `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n${host(origin)}\r\n\r\n`],
]
test('H05 what no parser should take is refused on the socket', async ({ signedIn, database }) => {
  for (const [what, build] of REFUSED)
    await test.step(what, async () => {
      const { client } = signedIn
      const before = await database.possessions()
      const { statuses } = await sendRaw(client.origin, build(client.origin, ''))
      for (const status of statuses) expect(String(status)).toMatch(/^4\d\d$/)
      expect(statuses.length).toBeLessThan(2)
      expect(await database.possessions()).toBe(before)
    })
})

const HARMLESS: Array<[string, Build]> = [
  ['an unknown Host', () => rawRequest('GET /connections HTTP/1.1', ['Host: evil.example', CLOSE])],
  ['a Host with a user', () => rawRequest('GET /connections HTTP/1.1', ['Host: a@evil.example', CLOSE])],
  ['a Host with a path', () => rawRequest('GET /connections HTTP/1.1', ['Host: evil.example/x?y', CLOSE])],
  ['HTTP/1.0', () => rawRequest('GET /connections HTTP/1.0', [])],
  [
    'an upgrade',
    (origin) =>
      rawRequest('GET http://169.254.169.254/ HTTP/1.1', [host(origin), 'Connection: Upgrade', 'Upgrade: websocket']),
  ],
]
test('H06 odd requests lead nowhere else and are no fault', async ({ client, simulator }) => {
  for (const [what, build] of HARMLESS)
    await test.step(what, async () => {
      await simulator.forgetRequests()
      const { statuses, text } = await sendRaw(client.origin, build(client.origin, ''))
      for (const status of statuses) expect(status).toBeLessThan(500)
      expect(text).not.toMatch(/^location: (?!\/(?![/\\])|http:\/\/localhost:)/im)
      expect(text).not.toMatch(/^set-cookie:/im)
      expect(await simulator.requests()).toEqual([])
    })
})

test('H07 requests in one breath are answered in order, each as itself', async ({ signedIn }) => {
  const { client } = signedIn
  const cookie = `Cookie: ${[...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')}`
  const ask = (path: string, headers: string[]) => rawRequest(`GET ${path} HTTP/1.1`, [host(client.origin), ...headers])
  const breath = ask('/api/auth/session', [cookie]) + ask('/api/auth/session', [CLOSE])
  const { statuses, text } = await sendRaw(client.origin, breath)
  expect(statuses).toEqual([200, 200])
  // The second of them came without a cookie, and gets nothing of the first.
  expect(text.split('HTTP/1.1 200')[1]).toContain('"user"')
  expect(text.split('HTTP/1.1 200')[2]).not.toContain('"user"')
})

test('H08 fifty sockets that say nothing keep nobody waiting', async ({ client }) => {
  const silent = Array.from({ length: 50 }, () => sendRaw(client.origin, 'GET / HTTP/1.1\r\nX-Slow: ', 2_000))
  const began = performance.now()
  expect((await client.get('/api/health')).status).toBe(200)
  expect(performance.now() - began).toBeLessThan(2_000)
  for (const { statuses } of await Promise.all(silent)) expect(statuses.filter((status) => status >= 500)).toEqual([])
})
