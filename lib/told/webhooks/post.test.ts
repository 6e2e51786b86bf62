import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net'
import { rootCertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newAuthority, newCertificate } from '#e2e/adversarial/network/certificates'
import { settings } from '#lib/env'
import { useHarness } from '#lib/testing/use-harness'
import { post } from '#lib/told/webhooks/post'

// Real servers behind a name that exists nowhere: only the resolver of a test knows where it leads.
useHarness()
const HOST = 'hooks.mooring.test'
const WITHIN_MS = 700
let listener: (request: IncomingMessage, response: ServerResponse) => void
let asked: IncomingMessage[]
const open: Server[] = []

async function listen<One extends Server>(server: One, host = '127.0.0.1', port = 0): Promise<One> {
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  open.push(server)
  return server
}
const portOf = (server: Server) => (server.address() as AddressInfo).port
const take = (request: IncomingMessage, response: ServerResponse) => {
  asked.push(request)
  listener(request, response)
}

let plain: Server
let secure: Server
let other: Server
beforeAll(async () => {
  const ca = await newAuthority('An authority for tests of webhooks')
  setDefaultCACertificates([...rootCertificates, ca.cert])
  plain = await listen(createServer(take))
  secure = await listen(createSecureServer(await newCertificate({ ca, host: HOST }), take))
  other = await listen(createServer(take), '127.0.0.3', portOf(secure))
})
afterAll(() => {
  for (const server of open) server.close()
})
beforeEach(() => {
  asked = []
  listener = (_, response) => response.end('taken')
})
afterEach(() => settings().webhookAllow.splice(0))

const allow = (...ranges: string[]) => settings().webhookAllow.push(...ranges)
const to = (...addresses: string[]) => {
  const asked: string[] = []
  const resolve = async (host: string) => {
    asked.push(host)
    // Another answer each time, for whoever asks again.
    return [{ address: addresses[asked.length - 1] ?? '127.0.0.3', family: 4 }]
  }
  return { asked, resolve }
}
const send = (url: string, more: Parameters<typeof post>[1] = {}) =>
  post({ url: new URL(url), headers: { 'webhook-id': 'x' }, body: '{"a":1}' }, { deadlineMs: WITHIN_MS, ...more })
const here = (path = '/') => `http://127.0.0.1:${portOf(plain)}${path}`
const there = () => `https://${HOST}:${portOf(secure)}/hook`

describe('a name', () => {
  it('is looked up once, and the socket goes where it was checked to lead, with the name in TLS', async () => {
    allow('127.0.0.1/32')
    const resolver = to('127.0.0.1', '127.0.0.3')
    expect(await send(there(), resolver)).toMatchObject({ ok: true, value: { status: 200, text: 'taken' } })
    expect([resolver.asked, asked.length]).toEqual([[HOST], 1])
    expect(asked[0]?.headers.host).toBe(`${HOST}:${portOf(secure)}`)
    expect(portOf(other)).toBe(portOf(secure))
  })

  it('leads nowhere when one of its addresses is not to be reached', async () => {
    const both = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    expect(await send(there(), { resolve: both })).toEqual({ ok: false, reason: 'refused_address' })
    for (const address of ['10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1'])
      expect(await send(there(), to(address))).toEqual({ ok: false, reason: 'refused_address' })
    expect(asked).toEqual([])
  })

  it('must be that of the certificate', async () => {
    allow('127.0.0.1/32')
    const url = there().replace(HOST, 'other.mooring.test')
    expect(await send(url, to('127.0.0.1'))).toEqual({ ok: false, reason: 'certificate' })
    expect(await send(`https://127.0.0.1:${portOf(secure)}/`)).toEqual({ ok: false, reason: 'certificate' })
    expect(asked).toEqual([])
  })

  it('that does not exist, or of which nobody answers, is said', async () => {
    expect(await send('https://nobody.invalid/')).toEqual({ ok: false, reason: 'unknown_host' })
    const never = () => new Promise<never>(() => undefined)
    expect(await send(there(), { resolve: never })).toEqual({ ok: false, reason: 'timeout' })
  })
})

describe('a literal address', () => {
  it.each([
    ...['https://127.0.0.1/', 'https://[::1]/', 'https://0x7f.1/', 'https://2130706433/', 'https://169.254.169.254/'],
    ...['https://[::ffff:127.0.0.1]/', 'https://[64:ff9b::7f00:1]/', 'https://10.0.0.1:8443/', 'https://0/'],
  ])('is checked as what it means: %s', async (url) => {
    expect(await send(url)).toEqual({ ok: false, reason: 'refused_address' })
  })

  it('takes plain http for this machine in the environment of the simulator alone', async () => {
    expect(await send(here())).toMatchObject({ ok: true, value: { status: 200 } })
    expect(await send('http://93.184.216.34/')).toEqual({ ok: false, reason: 'not_https' })
    // `localhost` of somebody who has changed what it means.
    expect(await send(`http://localhost:${portOf(plain)}/`, to('10.0.0.1'))).toMatchObject({
      reason: 'refused_address',
    })
    const { environment } = settings()
    Object.assign(settings(), { environment: 'production' })
    expect(await send(here())).toEqual({ ok: false, reason: 'not_https' })
    Object.assign(settings(), { environment })
    expect(asked).toHaveLength(1)
  })
})

describe('a receiver', () => {
  it('that redirects has answered, and nothing follows', async () => {
    listener = (_, response) => response.writeHead(307, { location: here('/elsewhere') }).end()
    expect(await send(here())).toMatchObject({ ok: true, value: { status: 307 } })
    expect(asked).toHaveLength(1)
  })

  it('is heard as far as it is shown, without what the database takes not', async () => {
    listener = (_, response) => response.writeHead(410).end(`\0${'x'.repeat(5000)}`)
    const answered = await send(here())
    expect(answered).toMatchObject({ ok: true, value: { status: 410 } })
    expect(answered.ok && answered.value.text).toBe(`\ufffd${'x'.repeat(1023)}`)
  })

  it('that says too much is not listened to', async () => {
    listener = (_, response) => response.end('x'.repeat(65 * 1024))
    expect(await send(here())).toEqual({ ok: false, reason: 'too_large' })
  })

  it.each<[string, typeof listener]>([
    ['never answers', () => undefined],
    ['begins and never ends', (_, response) => response.write('{')],
    [
      'drips',
      (_, response) => {
        const drip = setInterval(() => response.write('.'), 50)
        response.on('close', () => clearInterval(drip))
      },
    ],
  ])('that %s has its time, and no more', async (_, manner) => {
    listener = manner
    const begun = performance.now()
    expect(await send(here())).toEqual({ ok: false, reason: 'timeout' })
    expect(performance.now() - begun).toBeLessThan(WITHIN_MS + 1_500)
  })

  it('that hangs up, speaks no HTTP or is not there is said to be out of reach', async () => {
    listener = (request) => request.socket.destroy()
    const odd = await listen(createSocketServer((socket) => socket.on('error', () => undefined).end('SSH-2.0\r\n\r\n')))
    const switching = await listen(
      createSocketServer((socket) =>
        socket
          .on('error', () => undefined)
          .write('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      ),
    )
    for (const url of [here(), ...[portOf(odd), portOf(switching), 1].map((port) => `http://127.0.0.1:${port}/`)])
      expect(await send(url)).toEqual({ ok: false, reason: 'unreachable' })
  })

  it('gets what is sent, whole, and is asked for an answer that is not packed', async () => {
    const heard = Promise.withResolvers<string>()
    listener = async (request, response) => {
      let text = ''
      for await (const chunk of request) text += chunk
      heard.resolve(text)
      response.end()
    }
    await send(here('/hook?key=1'))
    expect(await heard.promise).toBe('{"a":1}')
    const { method, url, headers } = asked[0] ?? {}
    expect([method, url, headers?.['accept-encoding'], headers?.['webhook-id']]).toEqual([
      ...['POST', '/hook?key=1', 'identity', 'x'],
    ])
  })
})
