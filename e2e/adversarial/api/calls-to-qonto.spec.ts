import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test as base, expect } from '#e2e/adversarial/own-dashboard'
import { rawRequest, sendRaw } from '#e2e/adversarial/raw-socket'
import type { HttpClient } from '#e2e/support/http-client'
import { makeKey } from './make-key.ts'

// A bank whose API lies, byte by byte, to calls that pass through. What a correct HTTP server can answer is tried in
// lib/api/pass-through/pass-through.test.ts; here the built dashboard stands between two sockets.

interface LyingBank {
  url: string
  /** The heads of the requests that have come. */
  heads: string[]
  /** What it does with the next one. */
  answer: (socket: Socket) => unknown
}

const test = base.extend<object, { bank: LyingBank }>({
  bank: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const bank: LyingBank = { url: '', heads: [], answer: (socket) => socket.end() }
      const server = createServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', (head) => {
          bank.heads.push(head.toString('latin1'))
          bank.answer(socket)
        })
      })
      await once(server.listen(0, '127.0.0.1'), 'listening')
      bank.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      await use(bank)
      server.close()
    },
    { scope: 'worker' },
  ],
  // The tokens are those of the simulator, so that they are real; only what they are used for goes to the liar.
  settings: [async ({ bank }, use) => use({ QONTO_API_URL: bank.url }), { scope: 'worker' }],
})

const http = (status: string, headers: string[], body = '') =>
  [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${body.length}`, 'Connection: close', '', body].join('\r\n')
const EMPTY = http('200 OK', ['Content-Type: application/json'], '{}')

/** A connection of Camille's and a key for it. The bank answers nothing about its owner. */
async function connected(client: HttpClient, bank: LyingBank, permissions = ['qonto:read', 'qonto:write']) {
  bank.answer = (socket) => socket.end(EMPTY)
  await client.signIn('Camille')
  const secret = await makeKey(client, ['connections:read', ...permissions])
  const authorization = `Bearer ${secret}`
  const { connections } = await (await client.get('/api/v1/connections', { authorization })).json()
  bank.heads.length = 0
  return { authorization, path: `/api/v1/connections/${connections[0].id}/qonto` }
}

test('K10 no way of writing a path leads out of the API or ends the consent', async ({ client, bank }) => {
  const { authorization, path } = await connected(client, bank)
  const { host } = new URL(client.origin)
  const ways = [
    ...['/v2/../oauth2/token', '/v2/%2e%2e/oauth2', '/v2/..%2foauth2', '/v2/%252e%252e/oauth2', '/v2/.%00./x'],
    ...['/v2/x%5c..%5c..', '/v3/x', '/oauth2/token', '/@evil.example/v2/x', '/http:%2f%2fevil.example%2fv2', '/v2'],
    ...['/v2/oauth2/consents', '/v2%2Foauth2%2Fconsents', '/V2/x', '/v2/%0d%0aHost:%20evil.example', '/v2/%ff'],
  ]
  for (const way of ways) {
    const head = [`Host: ${host}`, `Authorization: ${authorization}`, 'Connection: close', 'Content-Length: 0']
    const { statuses } = await sendRaw(client.origin, rawRequest(`DELETE ${path}${way} HTTP/1.1`, head))
    expect([400, 403, 404], `${way}: ${statuses}`).toContain(statuses[0])
  }
  expect(bank.heads).toEqual([])
})

test('K11 a redirect into the network of the dashboard is not followed, and its target not told', async ({
  client,
  bank,
}) => {
  const { authorization, path } = await connected(client, bank)
  for (const target of ['http://169.254.169.254/latest/meta-data', '//[::1]:5432/', 'http://localhost@evil.example/']) {
    bank.answer = (socket) => socket.end(http('307 Temporary Redirect', [`Location: ${target}`]))
    const response = await client.get(`${path}/v2/labels`, { authorization })
    expect([response.status, response.headers.get('location')]).toEqual([307, null])
  }
  expect(bank.heads.length).toBe(3)
})

test('K12 an answer that tries to be two, or to steer a browser, becomes one answer without power', async ({
  client,
  bank,
}) => {
  const { authorization, path } = await connected(client, bank)
  const lies = [
    'HTTP/1.1 200 OK\r\nX-Tyk-Trace-Id: a\nSet-Cookie: b=c\r\nContent-Length: 2\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\nX-Tyk-Trace-Id: a\r\n Set-Cookie: b=c\r\nContent-Length: 2\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    `${EMPTY}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond`,
    http(
      '200 OK',
      ['Set-Cookie: next-auth.session-token=x', 'Clear-Site-Data: "*"', 'Refresh: 0;url=//evil.example'],
      '{}',
    ),
    http('200 OK', ['Content-Type: text/html', 'Content-Security-Policy: default-src *'], '<script>1</script>'),
  ]
  for (const lie of lies) {
    bank.answer = (socket) => socket.end(lie)
    const response = await client.get(`${path}/v2/labels`, { authorization })
    expect([200, 503], lie).toContain(response.status)
    const { headers } = response
    for (const name of ['set-cookie', 'clear-site-data', 'refresh']) expect(headers.get(name), lie).toBeNull()
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await response.text()).not.toContain('second')
  }
})

test('K13 what a caller sends beside the call stays here', async ({ client, bank }) => {
  const { authorization, path } = await connected(client, bank)
  const { host } = new URL(client.origin)
  const smuggled = [
    'Cookie: a=b',
    'X-Qonto-Staging-Token: mine',
    'X-Forwarded-Host: evil.example',
    'Origin: x',
    'Via: y',
  ]
  const hop = [
    'Connection: close, X-Qonto-Idempotency-Key',
    'Trailer: Authorization',
    'Expect: 100-continue',
    'TE: trailers',
  ]
  const body = '{"name":"x"}'
  const head = [
    `Host: ${host}`,
    `Authorization: ${authorization}`,
    `Content-Length: ${body.length}`,
    ...hop,
    ...smuggled,
  ]
  const { statuses } = await sendRaw(client.origin, rawRequest(`POST ${path}/v2/clients?a=b HTTP/1.1`, head, body))
  expect(statuses.at(-1)).toBe(200)
  const [request = ''] = bank.heads
  expect(request).toMatch(/^POST \/v2\/clients\?a=b HTTP\/1\.1\r\n/)
  const names = [...request.matchAll(/^([\w-]+):/gm)].map(([, name = '']) => name.toLowerCase()).sort()
  expect(names).toEqual([
    ...['accept', 'accept-encoding', 'authorization', 'connection', 'content-length', 'host', 'x-qonto-staging-token'],
  ])
  expect(request).not.toContain(authorization)
  expect(request).not.toContain('mine')
})

test('K14 an answer without end reaches a slow reader piece by piece, and ends when the reader goes', async ({
  client,
  bank,
  dashboard,
}) => {
  const { authorization, path } = await connected(client, bank)
  const gone = Promise.withResolvers<void>()
  let sent = 0
  bank.answer = (socket) => {
    const piece = Buffer.alloc(1024 * 1024)
    socket.on('close', () => gone.resolve())
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n')
    const more = () => {
      while (!socket.destroyed && socket.write(piece)) sent += 1
      sent += 1
    }
    socket.on('drain', more)
    more()
  }
  const before = await residentMegabytes(dashboard.pid)
  // Not by the client of the other cases, which keeps what it reads.
  const response = await fetch(`${client.origin}${path}/v2/attachments/x`, { headers: { authorization } })
  const reader = response.body?.getReader()
  for (let read = 0; read < 300 * 1024 * 1024; ) read += (await reader?.read())?.value?.byteLength ?? 0
  expect(await residentMegabytes(dashboard.pid)).toBeLessThan(before + 150)
  expect(sent).toBeLessThan(400)
  await reader?.cancel()
  await gone.promise
})

async function residentMegabytes(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}
