import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NextApiRequest, NextApiResponse } from 'next'
import { simulatorAt } from '#e2e/simulator'
import { SIMULATOR_APP } from '#lib/env'
import { listenToConsole } from './console.ts'
import { Memory } from './memory.ts'
import { nextAuth, plainOptions, type Variation } from './options.ts'

/** The discovery document under the other name that RFC 8414 gives it. */
export const METADATA = '/.well-known/oauth-authorization-server'

/** A running site on plain next-auth 4: the control that shows what each of our decisions is good for. */
export interface PlainSite {
  origin: string
  memory: Memory
  /** Everything that it has written to the console. */
  said(): string
  /** The headers of every request to the stranger, its second provider. */
  strangerHeard: Array<IncomingMessage['headers']>
  stop(): Promise<void>
}

export async function startPlainSite(
  simulatorUrl: string,
  vary: (memory: Memory) => Variation = () => ({}),
): Promise<PlainSite> {
  const memory = new Memory()
  const strangerHeard: PlainSite['strangerHeard'] = []
  const variation = vary(memory)
  const metadata = await metadataOf(simulatorUrl)
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin)
    if (url.pathname.startsWith('/stranger/')) {
      strangerHeard.push(request.headers)
      response.writeHead(404).end()
    } else if (url.pathname === METADATA) response.writeHead(200, { 'content-type': 'application/json' }).end(metadata)
    else
      answer(request, response, url).catch((error: unknown) => {
        // What Next does with a handler that throws.
        console.error(error)
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  await simulatorAt(simulatorUrl).register(`${origin}/api/auth/callback/qonto`)
  const ears = listenToConsole()
  const before = process.env.NEXTAUTH_URL
  process.env.NEXTAUTH_URL = origin

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const text = await textOf(request)
    const nextauth = url.pathname.split('/').slice(3)
    const options = plainOptions(simulatorUrl, origin, memory, variation)
    const type = request.headers['content-type'] ?? ''
    if (type.includes('application/json')) return throughAppRouter(url, text, nextauth, options)
    const query = { ...Object.fromEntries(url.searchParams), nextauth }
    const cookies = cookiesOf(request)
    const body = type.includes('form') ? Object.fromEntries(new URLSearchParams(text)) : undefined
    const { method, headers } = request
    const asked = { method, headers, cookies, query, body } as unknown as NextApiRequest
    await nextAuth(asked, pagesResponse(response), options)
  }

  return {
    origin,
    memory,
    strangerHeard,
    said: ears.said,
    async stop() {
      ears.stop()
      process.env.NEXTAUTH_URL = before ?? ''
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function metadataOf(simulatorUrl: string): Promise<string> {
  const headers = { 'X-Qonto-Staging-Token': SIMULATOR_APP.stagingToken }
  return (await fetch(`${simulatorUrl}/.well-known/openid-configuration`, { headers })).text()
}

// In a Pages route Next itself parses JSON; only the App Router form leaves that to next-auth.
async function throughAppRouter(url: URL, text: string, nextauth: string[], options: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const request = Object.assign(new Request(url, { method: 'POST', body: text, headers }), { nextUrl: url })
  const handler = nextAuth as unknown as (...args: unknown[]) => Promise<unknown>
  await handler(request, { params: Promise.resolve({ nextauth }) }, options)
}

// As much of a Pages response as next-auth 4 touches.
function pagesResponse(response: ServerResponse): NextApiResponse {
  const pages = {
    status(code: number) {
      response.statusCode = code
      return pages
    },
    getHeader: (name: string) => response.getHeader(name),
    setHeader(name: string, value: string | string[]) {
      response.setHeader(name, value)
      return pages
    },
    end: () => response.end(),
    json: (body: unknown) => response.end(JSON.stringify(body)),
    send: (body: unknown) => response.end(typeof body === 'string' ? body : JSON.stringify(body ?? null)),
  }
  return pages as unknown as NextApiResponse
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function cookiesOf(request: IncomingMessage): Record<string, string> {
  const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => /^([^=]+)=(.*)$/.exec(pair))
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1], decodeURIComponent(pair[2] ?? '')]] : [])))
}
