import { Agent, createServer, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answerCalls } from '#server/answer/answer-calls'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  Object.assign(globalThis, { dashboardApi: undefined })
})

/** A server whose API is this handler, and whose Next answers every address with `page`. */
async function serve(handle: (request: Request) => Promise<Response>): Promise<string> {
  Object.assign(globalThis, { dashboardApi: handle })
  const created = createServer(answerCalls((_, response) => response.end('page'), 'https://mooring.example'))
  server = created
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(created.address() as AddressInfo).port}`
}
const chunk = Buffer.alloc(64 * 1024, 'x')

describe('the server', () => {
  it.each([
    ['/api/v1/me', 'call'],
    ['/api/v1/connections?limit=1', 'call'],
    ['/api/v1', 'page'],
    ['/api/v10/me', 'page'],
    ['/api/health', 'page'],
    ['/connections?next=/api/v1/me', 'page'],
  ])('has %s answered by the API when it belongs to it: %s', async (path, by) => {
    const url = await serve(async () => new Response('call'))
    expect(await (await fetch(url + path)).text()).toBe(by)
  })

  it('hands the call over as it came, under the configured address, and the answer back', async () => {
    const url = await serve(async (request) => {
      const seen = { method: request.method, url: request.url, key: request.headers.get('authorization') }
      const text = JSON.stringify({ ...seen, body: await request.text() })
      const headers = { 'content-length': String(text.length), 'set-cookie': 'a=1', 'x-request-id': 'R' }
      return new Response(text, { status: 409, headers })
    })
    const headers = { authorization: 'Bearer mrk_x' }
    const response = await fetch(`${url}/api/v1/connections?limit=1`, { method: 'POST', body: '{"a":1}', headers })
    expect([response.status, response.headers.get('x-request-id'), response.headers.getSetCookie()]).toEqual([
      409,
      'R',
      ['a=1'],
    ])
    expect(await response.json()).toEqual({
      method: 'POST',
      url: 'https://mooring.example/api/v1/connections?limit=1',
      key: 'Bearer mrk_x',
      body: '{"a":1}',
    })
  })

  it('sends no body where there is none', async () => {
    const url = await serve(async () => new Response(null, { status: 304, headers: { etag: '"1"' } }))
    const response = await fetch(`${url}/api/v1/connections/x`)
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, '"1"', ''])
  })

  it('passes a long body on as it comes, and reads it no faster than the other side takes it', async () => {
    let made = 0
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          made++
          controller.enqueue(chunk)
        },
      })
    const url = new URL(await serve(async () => new Response(endless())))
    const socket = connect(Number(url.port), url.hostname)
    socket.write('GET /api/v1/connections/x/qonto/v2/attachments HTTP/1.1\r\nHost: x\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
    socket.pause()
    // What is on its way fits into the buffers of two sockets; more is made only when somebody takes it.
    let before = -1
    await vi.waitFor(() => {
      const isSettled = made === before
      before = made
      expect(isSettled).toBe(true)
    })
    expect(made).toBeLessThan(400)
    socket.destroy()
  })

  it('is heard by somebody who still sends what it no longer reads, and answers the next call on that connection', async () => {
    const url = await serve(async ({ body }) => {
      for await (const _ of body ?? []) return new Response('too long', { status: 413 })
      return new Response('nothing more')
    })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const sent = (body: Buffer) => {
      const { promise, resolve, reject } = Promise.withResolvers<[number | undefined, number | undefined]>()
      const asked = request(`${url}/api/v1/connections/x/token`, { method: 'POST', agent }, (answer) => {
        const from = asked.socket?.localPort
        answer.resume().on('end', () => resolve([answer.statusCode, from]))
      })
      asked.on('error', reject).end(body)
      return promise
    }
    const [status, port] = await sent(Buffer.alloc(8 * 1024 * 1024))
    expect(status).toBe(413)
    expect(await sent(Buffer.alloc(0))).toEqual([200, port])
    agent.destroy()
  })

  it('tells the handler when the caller hangs up', async () => {
    const aborted = Promise.withResolvers<boolean>()
    const asked = Promise.withResolvers<void>()
    const url = new URL(
      await serve(async ({ signal }) => {
        signal.addEventListener('abort', () => aborted.resolve(true))
        asked.resolve()
        await aborted.promise
        return new Response('nobody')
      }),
    )
    const socket = connect(Number(url.port), url.hostname)
    socket.write('GET /api/v1/me HTTP/1.1\r\nHost: x\r\n\r\n')
    await asked.promise
    socket.destroy()
    expect(await aborted.promise).toBe(true)
  })

  it('says nothing of a failure, and breaks off an answer that it cannot finish', async () => {
    const url = await serve(async () => Promise.reject(new Error('SECRET')))
    const response = await fetch(`${url}/api/v1/me`)
    expect([response.status, await response.text()]).toEqual([500, ''])
    const half = () =>
      new ReadableStream({
        start: (controller) => controller.enqueue(chunk),
        pull: (controller) => controller.error(new Error('SECRET')),
      })
    Object.assign(globalThis, { dashboardApi: async () => new Response(half()) })
    await expect(fetch(`${url}/api/v1/me`).then((broken) => broken.text())).rejects.toThrow()
  })
})
