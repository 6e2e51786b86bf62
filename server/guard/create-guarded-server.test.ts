import type { IncomingMessage, Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { problemSchema } from '#lib/api/schemas'
import { CLIENT_HEADER } from '#lib/client-address'
import { createGuardedServer } from '#server/guard/create-guarded-server'
import type { GuardOptions } from '#server/guard/guard-requests'

// Spoken over a bare socket, because every HTTP client would mend these requests on the way.

let server: Server | undefined
let seen: IncomingMessage[] = []
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  seen = []
})

async function listen(options: Partial<GuardOptions> = {}): Promise<number> {
  const created = createGuardedServer(
    (request, response) => {
      seen.push(request)
      request.resume().on('end', () => response.end('reached'))
    },
    {
      ...{
        origin: 'https://mooring.example',
        oauthUrl: 'https://oauth.qonto.com',
        signInOrigins: [],
        trustedProxies: 0,
      },
      ...options,
    },
  )
  server = created
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve))
  return (created.address() as AddressInfo).port
}

/** Everything that the server says until it hangs up. */
async function say(text: string, options: Partial<GuardOptions> = {}): Promise<string> {
  const socket = connect(await listen(options), '127.0.0.1')
  socket.end(text)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}
const statusesOf = (answer: string) => [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
const request = (line: string, ...headers: string[]) =>
  `${[`${line} HTTP/1.1`, 'Host: mooring.example', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`

describe('the server', () => {
  it('tells browsers to stay on https, and sets what never changes, on everything that it answers', async () => {
    for (const line of ['GET /', 'TRACE /', 'GET http://evil.example/']) {
      const answer = await say(request(line))
      expect(answer).toMatch(/^Strict-Transport-Security: max-age=31536000; includeSubDomains\r$/im)
      for (const header of [
        'X-Content-Type-Options: nosniff',
        'Referrer-Policy: no-referrer',
        'X-Frame-Options: DENY',
        'Cross-Origin-Opener-Policy: same-origin',
        'Cross-Origin-Resource-Policy: same-origin',
        'Cache-Control: no-store',
      ])
        expect(answer).toContain(`${header}\r\n`)
      expect(answer).toMatch(/^Permissions-Policy: .*camera=\(\)/im)
    }
    expect(await say(request('GET /'), { origin: 'http://localhost:3000' })).not.toMatch(/strict-transport/i)
  })

  it.each([
    ['/status/secret', undefined],
    ['/status/secret.json', undefined],
    ['/calendar/secret.ics?x=y', undefined],
    ['/connections', 'a=b'],
    ['/statuses', 'a=b'],
    ['/connections/status/x', 'a=b'],
  ])('hands on %s with the cookies %s, because a link says the same to everybody', async (path, cookie) => {
    const answer = await say(request(`GET ${path}`, 'Cookie: a=b'))
    expect(seen.map(({ headers }) => headers.cookie)).toEqual([cookie])
    expect(/^X-Robots-Tag: noindex, nofollow\r$/im.test(answer)).toBe(cookie === undefined)
  })

  it.each([
    ['TRACE', request('TRACE /'), 405],
    ['CONNECT', request('CONNECT evil.example:443'), 405],
    ['a method of WebDAV', request('PROPFIND /'), 405],
    ['a method that would be taken for a GET', request('PUT /'), 405],
    ['the question of another site whether it may', request('OPTIONS /', 'Origin: https://evil.example'), 405],
    ['an address of another host', request('GET http://evil.example/connections'), 400],
    ['a question about the whole server', request('OPTIONS *'), 405],
    ['two slashes and a host', request('GET //evil.example/'), 400],
    ['a slash and a backslash and a host', request('GET /\\evil.example/'), 400],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two hosts', request('GET /', 'Host: evil.example'), 400],
    ['a form that is announced as too large', request('POST /', 'Content-Length: 32769'), 413],
    ['a webhook that is announced as too large', request('POST /api/qonto/webhooks', 'Content-Length: 65537'), 413],
    ['headers of 49 kB', request('GET /', `X-Long: ${'x'.repeat(49 * 1024)}`), 431],
    ['a hundred and one headers', request('GET /', ...Array.from({ length: 99 }, (_, at) => `X-${at}: x`)), 431],
  ])('refuses %s', async (_, text, status) => {
    expect(statusesOf(await say(text))).toEqual([status])
    expect(seen).toEqual([])
  })

  it.each([
    ['a method that no call takes', request('OPTIONS /api/v1/me'), 405, 'method_not_allowed'],
    ['a path with dots', request('DELETE /api/v1/connections/x/qonto/v2/../oauth2'), 400, 'invalid_request'],
    [
      'two keys',
      request('GET /api/v1/me', 'Authorization: Bearer a', 'Authorization: Bearer b'),
      400,
      'invalid_request',
    ],
  ])('refuses %s in the words of the API', async (_, text, status, code) => {
    const answer = await say(text)
    expect(statusesOf(answer)).toEqual([status])
    expect(answer).toMatch(/^Content-Type: application\/problem\+json\r$/im)
    expect(problemSchema.parse(JSON.parse(answer.split('\r\n\r\n')[1] ?? ''))).toMatchObject({ status, code })
    expect(seen).toEqual([])
  })

  it.each([
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 34'], ''],
    ['a length that is none', ['Content-Length: 0x10'], ''],
    ['a negative length', ['Content-Length: -1'], ''],
    ['chunks under another name', ['Transfer-Encoding: xchunked'], ''],
    ['chunks that are not the last encoding', ['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'],
    ['a header that goes on in the next line', ['X-Folded: a', ' Transfer-Encoding: chunked'], ''],
    ['a space before the colon', ['Content-Length : 34'], ''],
    ['a bare carriage return in a header', ['X-Bare: a\rTransfer-Encoding: chunked'], ''],
    ['a zero byte in a header', ['X-Zero: a\0b'], ''],
  ])('reads no second request out of %s', async (_, headers, body) => {
    const smuggled = request('GET /connections/smuggled')
    const answer = await say(
      `${['POST / HTTP/1.1', 'Host: mooring.example', ...headers].join('\r\n')}\r\n\r\n${body}${smuggled}`,
    )
    expect(statusesOf(answer)[0]).toBe(400)
    expect(seen.map(({ url }) => url)).not.toContain('/connections/smuggled')
  })

  it('answers nothing more on a connection whose body it did not read', async () => {
    const answer = await say(
      `POST / HTTP/1.1\r\nHost: mooring.example\r\nContent-Length: 131073\r\n\r\n${request('GET /smuggled')}`,
    )
    expect(statusesOf(answer)).toEqual([413])
    expect(seen).toEqual([])
  })

  it('hands on who is asking, and nothing that a client says about it or about where we are', async () => {
    await say(
      request(
        'GET /connections?x=1',
        `${CLIENT_HEADER}: 203.0.113.9`,
        'X-Forwarded-For: 203.0.113.9',
        'X-Forwarded-Host: evil.example',
        'X-Forwarded-Proto: ftp',
        'X-Forwarded-Port: 1',
        'Forwarded: host=evil.example',
        'X-Middleware-Subrequest: proxy:proxy:proxy',
      ).replace('Host: mooring.example', 'Host: evil.example'),
    )
    expect(seen).toHaveLength(1)
    expect(seen[0]?.headers).toEqual({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      connection: 'close',
      host: 'mooring.example',
      'x-forwarded-host': 'mooring.example',
      [CLIENT_HEADER]: '127.0.0.1',
    })
  })

  it('believes as many proxies as there are', async () => {
    await say(request('GET /', 'X-Forwarded-For: 1.1.1.1', 'X-Forwarded-For: 203.0.113.9'), { trustedProxies: 1 })
    expect(seen[0]?.headers[CLIENT_HEADER]).toBe('203.0.113.9')
  })

  it('sends whoever opens another name of this machine to the one that works, and programs nowhere', async () => {
    const alias = (accept: string) =>
      say(request('GET /setup?x=1', `Accept: ${accept}`).replace('mooring.example', '127.0.0.1:3000'), {
        origin: 'http://localhost:3000',
      })
    expect(await alias('text/html')).toMatch(/^Location: http:\/\/localhost:3000\/setup\?x=1\r$/im)
    expect(await alias('*/*')).toContain('reached')
  })
})
