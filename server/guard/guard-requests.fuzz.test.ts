import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutated, oddText } from '#lib/testing/fuzz'
import { guardRequests } from '#server/guard/guard-requests'

const ORIGIN = 'http://localhost:3000'
const OPTIONS = { origin: ORIGIN, oauthUrl: 'https://oauth.qonto.com', signInOrigins: [], trustedProxies: 0 }
let server: Server
let port: number
beforeAll(async () => {
  server = createServer(guardRequests((_, answer) => answer.end('page'), OPTIONS))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

/** What is written goes out byte for byte: a client of good manners would refuse most of it. */
async function send(target: string, host: string): Promise<{ status: number; location: string | null }> {
  const socket = connect(port, '127.0.0.1')
  socket.end(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`, 'latin1')
  const answer = await text(socket)
  return {
    status: Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]),
    location: /^Location: (.*)$/im.exec(answer)?.[1]?.trim() ?? null,
  }
}

const raw = (one: fc.Arbitrary<string>) => one.map((written) => written.slice(0, 300).replace(/[^\x21-\xff]|\x7f/g, ''))
const host = fc.oneof(
  fc.constantFrom(
    'localhost:3000',
    '127.0.0.1:3000',
    '[::1]:3000',
    'LOCALHOST:3000',
    '127.1',
    '0x7f000001',
    'a.localhost',
  ),
  fc.constantFrom(
    'evil.example',
    'localhost@evil.example',
    'evil.example@localhost',
    '127.0.0.1/@evil.example',
    '127.0.0.1#x',
    '',
  ),
  raw(mutated('127.0.0.1:3000')),
  raw(oddText),
)
const target = fc.oneof(
  fc.constantFrom(
    '/',
    '//evil.example',
    '/\\evil.example',
    'http://evil.example/',
    '*',
    '/é',
    '/%00',
    '/?a=//b',
    '@evil.example',
  ),
  raw(mutated('/connections?a=1')),
  raw(oddText).map((path) => `/${path}`),
)

describe('whoever opens the dashboard under another name of this machine', () => {
  it('is sent to its origin and never elsewhere, whatever stands in the request', async () => {
    await fc.assert(
      fc.asyncProperty(target, host, async (asked, named) => {
        const { status, location } = await send(asked, named)
        expect([200, 307, 400]).toContain(status)
        expect(location === null).toBe(status !== 307)
        if (location !== null) expect(new URL(location, 'http://127.0.0.1:3000').origin).toBe(ORIGIN)
      }),
      { numRuns: 400 },
    )
  })

  it('is sent to the same page', async () => {
    expect(await send('/connections?a=1', '127.0.0.1:3000')).toEqual({
      status: 307,
      location: `${ORIGIN}/connections?a=1`,
    })
    expect(await send('/connections', 'localhost:3000')).toEqual({ status: 200, location: null })
    expect(await send('/connections', 'evil.example')).toEqual({ status: 200, location: null })
  })
})
