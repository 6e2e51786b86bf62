import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guardRequests } from '#server/guard/guard-requests'

let server: Server
let url: string
let options: Parameters<typeof guardRequests>[1]
beforeAll(async () => {
  options = { origin: '', oauthUrl: 'https://oauth.qonto.com', signInOrigins: [], trustedProxies: 0 }
  server = createServer((request, response) =>
    guardRequests(async (passed, answer) => answer.end(await text(passed)), options)(request, response),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  options.origin = url
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

function form(scope: string): FormData {
  const body = new FormData()
  body.append('_1_scope', scope)
  body.append('0', '["$K1"]')
  return body
}

const post = (body: FormData | ReadableStream, headers: Record<string, string> = {}) =>
  fetch(`${url}/connections`, {
    ...{ method: 'POST', body, duplex: 'half' },
    headers: { origin: url, 'next-action': 'x', ...headers },
  } as RequestInit)

describe('a POST to a page', () => {
  it('reaches the page with every byte of its body', async () => {
    const answer = await post(form('openid'))
    expect(answer.status).toBe(200)
    const body = await answer.text()
    expect(body).toContain('name="_1_scope"\r\n\r\nopenid\r\n')
    expect(body).toContain('["$K1"]')
  })

  it.each([
    [30_000, 200],
    [33_000, 413],
  ])('with %i bytes that are not announced is answered with %i', async (length, status) => {
    const written = new Response(form('x'.repeat(length)))
    const answer = await post(written.body ?? new FormData(), {
      'content-type': written.headers.get('content-type') ?? '',
    })
    expect(answer.status).toBe(status)
  })

  it('is refused when another site has sent it, however long it is', async () => {
    for (const scope of ['openid', 'x'.repeat(30_000)])
      expect((await post(form(scope), { origin: 'https://evil.example' })).status).toBe(403)
  })

  it('goes on under the origin of the dashboard when its browser may not say one', async () => {
    const answer = await post(form('openid'), { origin: 'null', 'sec-fetch-site': 'same-origin' })
    expect(answer.status).toBe(200)
  })
})
