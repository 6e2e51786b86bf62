import { expect, test } from '#e2e/adversarial/fixtures'
import { rawRequest, sendRaw } from './raw-socket.ts'

// H05 ff.: bytes that no browser would send. Whatever comes back is a refusal or an ordinary page, never a fault.

const CLOSE = 'Connection: close'
const host = (origin: string) => `Host: ${new URL(origin).host}`
type Build = (origin: string, cookie: string) => string

const REFUSED: Array<[string, Build]> = [
  ['a cookie of 100 kB', (origin) => rawRequest('GET / HTTP/1.1', [host(origin), `Cookie: a=${'x'.repeat(100_000)}`])],
  ['no Host', () => rawRequest('GET / HTTP/1.1', [])],
  [
    'two Content-Lengths',
    (origin) =>
      rawRequest('POST /api/auth/signout HTTP/1.1', [host(origin), 'Content-Length: 4', 'Content-Length: 5'], 'a=bc'),
  ],
  [
    'a Content-Length that is no number',
    (origin) => rawRequest('POST / HTTP/1.1', [host(origin), 'Content-Length: 4x'], 'a=bc'),
  ],
  [
    'Content-Length and chunks',
    (origin) =>
      rawRequest(
        'POST /api/auth/signout HTTP/1.1',
        [host(origin), 'Content-Length: 6', 'Transfer-Encoding: chunked'],
        '0\r\n\r\nG',
      ),
  ],
  [
    'an unknown transfer encoding',
    (origin) => rawRequest('POST / HTTP/1.1', [host(origin), 'Transfer-Encoding: xchunked'], '0\r\n\r\n'),
  ],
  ['a space before a colon', (origin) => rawRequest('GET / HTTP/1.1', [host(origin), 'X-A : b'])],
  ['a folded header', (origin) => rawRequest('GET / HTTP/1.1', [host(origin), 'X-A: b\r\n c'])],
  ['a NUL in a header', (origin) => rawRequest('GET / HTTP/1.1', [host(origin), 'X-A: b\0c'])],
  ['a bare line feed in the middle', (origin) => `GET / HTTP/1.1\r\n${host(origin)}\r\nX-A: b\nX-B: c\rX-C: d\r\n\r\n`],
  ['no HTTP at all', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.padEnd(200, '\0')],
  ['an unknown version', (origin) => rawRequest('GET / HTTP/9.9', [host(origin)])],
  ['an unknown method', (origin) => rawRequest('BREW / HTTP/1.1', [host(origin)])],
  ['a line without an end', (origin) => `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n${host(origin)}\r\n\r\n`],
]
for (const [what, build] of REFUSED)
  test(`H05 ${what} is refused on the socket`, async ({ signedIn, database }) => {
    const { client } = signedIn
    const before = await database.possessions()
    const { statuses } = await sendRaw(client.origin, build(client.origin, ''))
    for (const status of statuses) expect(String(status)).toMatch(/^4\d\d$/)
    expect(statuses.length).toBeLessThan(2)
    expect(await database.possessions()).toBe(before)
  })

const HARMLESS: Array<[string, Build]> = [
  ['an unknown Host', () => rawRequest('GET /connections HTTP/1.1', ['Host: evil.example', CLOSE])],
  ['a Host with a user', () => rawRequest('GET /connections HTTP/1.1', ['Host: a@evil.example', CLOSE])],
  ['a Host with a path', () => rawRequest('GET /connections HTTP/1.1', ['Host: evil.example/x?y', CLOSE])],
  ['two Hosts', (origin) => rawRequest('GET /connections HTTP/1.1', [host(origin), 'Host: evil.example', CLOSE])],
  [
    'an absolute address',
    (origin) => rawRequest('GET http://evil.example/connections HTTP/1.1', [host(origin), CLOSE]),
  ],
  [
    'an address without a path',
    (origin) => rawRequest('GET //evil.example/connections HTTP/1.1', [host(origin), CLOSE]),
  ],
  ['a backslash', (origin) => rawRequest('GET /\\evil.example HTTP/1.1', [host(origin), CLOSE])],
  ['HTTP/1.0', () => rawRequest('GET /connections HTTP/1.0', [])],
  [
    'two hundred headers',
    (origin) =>
      rawRequest('GET /connections HTTP/1.1', [
        host(origin),
        CLOSE,
        ...Array.from({ length: 200 }, (_, index) => `X-${index}: x`),
      ]),
  ],
  ['the asterisk', (origin) => rawRequest('OPTIONS * HTTP/1.1', [host(origin), CLOSE])],
  ['CONNECT', () => rawRequest('CONNECT evil.example:443 HTTP/1.1', ['Host: evil.example:443', CLOSE])],
  ['TRACE', (origin) => rawRequest('TRACE / HTTP/1.1', [host(origin), 'X-Secret: mirror-me', CLOSE])],
  [
    'an upgrade',
    (origin) =>
      rawRequest('GET http://169.254.169.254/ HTTP/1.1', [host(origin), 'Connection: Upgrade', 'Upgrade: websocket']),
  ],
]
for (const [what, build] of HARMLESS)
  test(`H06 ${what} leads nowhere else and is no fault`, async ({ client, simulator }) => {
    await simulator.forgetRequests()
    const { statuses, text } = await sendRaw(client.origin, build(client.origin, ''))
    for (const status of statuses) expect(status).toBeLessThan(500)
    expect(text).not.toMatch(/^location: (?!\/(?![/\\])|http:\/\/localhost:)/im)
    expect(text).not.toMatch(/^set-cookie:|mirror-me/im)
    expect(await simulator.requests()).toEqual([])
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
