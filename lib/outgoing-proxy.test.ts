import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { rootCertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newAuthority, newCertificate } from '#e2e/adversarial/network/certificates'
import { boundedFetch } from '#lib/http'

// A real proxy with TLS behind it. The host exists nowhere: only the proxy knows where it is.
const HOST = 'oauth.qonto.test'

let behind: ReturnType<typeof createSecureServer>
let proxy: Server
/** How the proxy behaves, and what it was told. */
let manner: 'open' | 'refuse' | 'silent'
let tunnels: Array<{ target: string; authorization: string | undefined }>
let answer: { status: number; headers: Record<string, string>; body: string | null }
let heard: string[]

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port
const listen = (server: { listen(port: number, host: string, done: () => void): unknown }) =>
  new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

beforeAll(async () => {
  const ca = await newAuthority('An authority for tests of the proxy')
  setDefaultCACertificates([...rootCertificates, ca.cert])
  behind = createSecureServer(await newCertificate({ ca, host: HOST }), (request, response) => {
    heard = request.rawHeaders
    response.writeHead(answer.status, answer.headers)
    // Without a body it begins one and never ends.
    if (answer.body === null) response.write('{')
    else response.end(answer.body)
  })
  proxy = createServer((_, response) => response.writeHead(500).end())
  proxy.on('connect', ({ url = '', headers }, socket) => {
    tunnels.push({ target: url, authorization: headers['proxy-authorization'] })
    socket.on('error', () => undefined)
    if (manner === 'refuse') socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n')
    if (manner !== 'open') return
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    const inside = connect(portOf(behind), '127.0.0.1')
    inside.on('error', () => socket.destroy())
    socket.pipe(inside).pipe(socket)
  })
  await Promise.all([listen(behind), listen(proxy)])
})
afterAll(() => {
  behind.closeAllConnections()
  behind.close()
  proxy.close()
})
beforeEach(() => {
  ;[manner, tunnels, heard] = ['open', [], []]
  answer = { status: 200, headers: {}, body: '{}' }
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
})
afterEach(() => vi.unstubAllEnvs())

const address = () => `http://us%40er:pa%3Ass@127.0.0.1:${portOf(proxy)}`
const ask = (signal?: AbortSignal) =>
  boundedFetch(`https://${HOST}/oauth2/token`, {
    method: 'POST',
    headers: { 'X-Qonto-Staging-Token': 'staging' },
    body: 'a=b',
    signal,
  })

describe('requests to Qonto', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('leave through %s, with its credentials, spelled as always', async (name) => {
    vi.stubEnv(name, address())
    expect((await ask()).status).toBe(200)
    const authorization = `Basic ${Buffer.from('us@er:pa:ss').toString('base64')}`
    expect(tunnels).toEqual([{ target: `${HOST}:443`, authorization }])
    // What is said inside the tunnel is none of the proxy's, and the other way round.
    expect(heard).toContain('X-Qonto-Staging-Token')
    expect(heard.join()).not.toContain('Basic')
  })

  it.each([
    ['NO_PROXY', HOST],
    ['no_proxy', '.qonto.test'],
    ['NO_PROXY', 'somewhere.else,*'],
  ])('do not when %s is %s', async (name, exceptions) => {
    vi.stubEnv('HTTPS_PROXY', address())
    vi.stubEnv(name, exceptions)
    await expect(ask()).rejects.toMatchObject({ failure: 'unreachable' })
    expect(tunnels).toEqual([])
  })

  it('to this machine never do', async () => {
    vi.stubEnv('HTTPS_PROXY', address())
    const url = `https://localhost:${portOf(behind)}/`
    // The certificate is for another host: it was asked, and by ourselves.
    await expect(boundedFetch(url, { method: 'GET', headers: {} })).rejects.toMatchObject({ failure: 'unreachable' })
    expect(tunnels).toEqual([])
  })

  it('are not redirected through it either', async () => {
    vi.stubEnv('HTTPS_PROXY', address())
    answer = { status: 302, headers: { location: 'https://evil.test/' }, body: '' }
    expect((await ask()).status).toBe(302)
    expect(tunnels).toHaveLength(1)
  })

  it('keep their cap', async () => {
    vi.stubEnv('HTTPS_PROXY', address())
    answer.body = 'x'.repeat(70_000)
    await expect(ask()).rejects.toMatchObject({ failure: 'too_large' })
  })

  it.each([
    ['a proxy that does not open the tunnel', 'silent' as const],
    ['an answer that does not end behind it', 'open' as const],
  ])(
    'keep their deadline with %s',
    async (_, how) => {
      vi.stubEnv('HTTPS_PROXY', address())
      manner = how
      answer.body = null
      await expect(ask(AbortSignal.timeout(300))).rejects.toMatchObject({ failure: 'timeout' })
    },
    3_000,
  )

  it('that the proxy refuses fail without a word of its credentials', async () => {
    vi.stubEnv('HTTPS_PROXY', address())
    manner = 'refuse'
    const error = await ask().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ failure: 'unreachable' })
    expect(`${error} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toMatch(/pa%3Ass|pa:ss|us@er/)
  })
})
