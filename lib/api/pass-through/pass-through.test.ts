import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { handleCall } from '#lib/api/handle-call'
import { openApi } from '#lib/api/openapi'
import { problemSchema } from '#lib/api/schemas'
import { PERMISSIONS } from '#lib/api-keys/key-catalogue'
import { makeKey } from '#lib/api-keys/make-key'
import { CLIENT_HEADER } from '#lib/client-address'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { doDueWork } from '#lib/jobs/do-due-work'
import { isQuiet } from '#lib/qonto/quiet'
import { holdAgainst } from '#lib/testing/hold-against-document'
import { useHarness } from '#lib/testing/use-harness'

// The tokens come from the simulator; the API that they are used at is a server of this file, which sees every byte.

type Handler = (request: IncomingMessage, response: ServerResponse, body: () => Promise<Buffer>) => unknown
interface Seen {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  rawHeaders: string[]
}

const harness = useHarness()
let qonto: Server
let apiUrl: string
let seen: Seen[] = []
let handler: Handler
let row: Connection
let key: string

beforeAll(async () => {
  qonto = createServer((request, response) => {
    const { method, url, headers, rawHeaders } = request
    seen.push({ method, url, headers, rawHeaders })
    handler(request, response, () => buffer(request))
  })
  qonto.listen(0, '127.0.0.1')
  await new Promise((resolve) => qonto.once('listening', resolve))
})
beforeEach(async () => {
  await db().rateLimit.deleteMany()
  row = await harness.connected()
  key = await made({})
  apiUrl = settings().apiUrl
  Object.assign(settings(), { apiUrl: `http://127.0.0.1:${(qonto.address() as AddressInfo).port}` })
  seen = []
  handler = (_request, response) => response.end('{}')
})
afterEach(() => {
  Object.assign(settings(), { apiUrl })
  Reflect.deleteProperty(globalThis, 'qontoQuietUntil')
})
afterAll(() => {
  qonto.closeAllConnections()
  qonto.close()
})

async function made(wish: { permissions?: string[]; mayMoveMoney?: boolean }): Promise<string> {
  const all = { permissions: [...PERMISSIONS], mayMoveMoney: false, connections: null, lifetime: '90', addresses: '' }
  const result = await makeKey(personOf(row.userId), { name: 'Cron', ...all, ...wish })
  if (!result.ok) throw new Error(result.reason)
  return result.value.secret
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: BodyInit
  secret?: string
  signal?: AbortSignal
}

function call(path: string, { method = 'GET', headers = {}, body, secret = key, signal }: Asked = {}) {
  const sent = { authorization: `Bearer ${secret}`, [CLIENT_HEADER]: '203.0.113.9', ...headers }
  const streamed = body === undefined ? {} : { body, duplex: 'half' as const }
  const init = { method, headers: sent, ...streamed, ...(signal && { signal }) }
  return handleCall(new Request(`http://localhost:3000/api/v1/connections/${row.id}/qonto/${path}`, init))
}

const expectDescribed = holdAgainst(openApi('http://localhost:3000/api/v1'))

async function refused(path: string, asked?: Asked) {
  const response = await call(path, asked)
  const text = await response.text()
  expectDescribed({ method: asked?.method ?? 'GET', path: `/connections/${row.id}/qonto/${path}`, response, text })
  const problem = problemSchema.parse(JSON.parse(text))
  expect([response.headers.get('content-type'), problem.status]).toEqual(['application/problem+json', response.status])
  return problem
}

const bearers = () => seen.map(({ headers }) => headers.authorization)

describe('a call that passes through', () => {
  it('goes on with the token of the connection, its query, and the few headers that a caller may choose', async () => {
    const body = '{"name":"Dupont"}'
    let arrived = ''
    handler = async (_request, response, read) => {
      arrived = String(await read())
      response.writeHead(201).end('{"client":{}}')
    }
    const headers = {
      ...{ 'content-type': 'application/json', 'content-length': String(body.length), 'accept-language': 'fr' },
      ...{ 'x-qonto-idempotency-key': 'k1', cookie: 'a=b', 'x-qonto-staging-token': 'mine', 'x-forwarded-for': '::1' },
      ...{ 'x-http-method-override': 'DELETE', te: 'trailers', 'x-qonto-organization-id': 'other', origin: 'null' },
    }
    const response = await call('v2/clients?a=1&b=%20x', { method: 'POST', headers, body })
    expect([response.status, await response.text(), arrived]).toEqual([201, '{"client":{}}', body])
    expect(seen).toMatchObject([{ method: 'POST', url: '/v2/clients?a=1&b=%20x' }])
    const [{ authorization, 'x-qonto-staging-token': staging, ...others } = {}] = seen.map((one) => one.headers)
    expect([authorization?.startsWith('Bearer ory_at_'), staging]).toEqual([true, settings().stagingToken])
    expect(Object.keys(others).sort()).toEqual([
      ...['accept', 'accept-encoding', 'accept-language', 'connection', 'content-length', 'content-type'],
      ...['host', 'x-qonto-idempotency-key'],
    ])
  })

  it('brings back status and body as they are, and the headers of a list', async () => {
    handler = (_request, response) =>
      response
        .writeHead(428, {
          ...{ 'Content-Type': 'application/json; charset=utf-8', 'X-Tyk-Trace-Id': 't1', 'RateLimit-Remaining': '7' },
          ...{ 'Set-Cookie': 'a=b', Location: 'https://evil.example/', Server: 'x', 'X-Accel-Redirect': '/etc/passwd' },
          ...{ 'Access-Control-Allow-Origin': '*', 'Content-Security-Policy': 'default-src *', Refresh: '0' },
        })
        .end('{"errors":[]}')
    const response = await call('v2/labels')
    expect([response.status, await response.text()]).toEqual([428, '{"errors":[]}'])
    const {
      'x-request-id': id,
      date: _date,
      'content-length': _length,
      ...headers
    } = Object.fromEntries(response.headers)
    expect(id).toMatch(/^\w+/)
    expect(headers).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'x-tyk-trace-id': 't1',
      'ratelimit-remaining': '7',
      'cache-control': 'no-store, no-transform',
    })
  })

  it('follows no redirect, and names only a place at Qonto', async () => {
    handler = (_request, response) => response.writeHead(302, { Location: '/v2/elsewhere' }).end()
    const response = await call('v2/labels')
    expect([response.status, response.headers.get('location'), seen.length]).toEqual([302, '/v2/elsewhere', 1])
    handler = (_request, response) => response.writeHead(302, { Location: 'http://169.254.169.254/' }).end()
    expect((await call('v2/labels')).headers.get('location')).toBeNull()
  })

  it('is refused where the path leads out of the API, before anything is asked', async () => {
    const codes = []
    for (const path of ['v2//labels', 'v2/%2e%2e%2foauth2', 'v3/x', 'v2/oauth2/consents', 'v2'])
      codes.push((await refused(path)).code)
    expect(codes).toEqual(['invalid_request', 'invalid_request', 'not_found', 'not_permitted', 'invalid_request'])
    expect(seen).toEqual([])
  })

  it('needs the permission for what it does, and one of its own for what can move money', async () => {
    const post = { method: 'POST', body: '{}' }
    const readOnly = await made({ permissions: ['qonto:read'] })
    expect(await refused('v2/clients', { ...post, secret: readOnly })).toMatchObject({ code: 'not_permitted' })
    const detail = 'This call may move money, and the key may not.'
    for (const path of ['v2/sepa/transfers', 'v2/sepa/transfers.json', 'v2/new_endpoint', 'v2/transactions'])
      expect(await refused(path, post)).toMatchObject({ code: 'not_permitted', detail })
    expect(seen).toEqual([])
    const rich = await made({ mayMoveMoney: true })
    expect((await call('v2/sepa/transfers', { ...post, secret: rich })).status).toBe(200)
    expect((await call('v2/clients', post)).status).toBe(200)
    expect((await call('v2/labels', { secret: readOnly })).status).toBe(200)
  })

  it('stops with the connection, and is unknown to everybody else', async () => {
    await db().connection.update({ where: { id: row.id }, data: { status: 'frozen' } })
    expect(await refused('v2/labels')).toMatchObject({ code: 'paused' })
    const other = await harness.connected({ person: 'Jonas', organization: 'Atelier Lumen' })
    row = { ...row, id: other.id }
    expect(await refused('v2/labels')).toMatchObject({ code: 'not_found' })
    expect(seen).toEqual([])
  })
})

describe('an answer 401', () => {
  const refuseFirst: Handler = (request, response) =>
    response.writeHead(request.headers.authorization === bearers()[0] ? 401 : 200).end('{}')

  it('brings a new token, with which what reads is asked once more', async () => {
    handler = refuseFirst
    expect((await call('v2/labels')).status).toBe(200)
    expect(new Set(bearers()).size).toBe(2)
    expect((await harness.row(row.id)).generation).toBe(row.generation + 1n)
  })

  it('to what writes is told, and nothing is sent again', async () => {
    handler = refuseFirst
    const problem = await refused('v2/clients', { method: 'POST', body: '{}' })
    expect([problem.code, problem.detail]).toEqual(['later', expect.stringContaining('was not sent again')])
    expect(seen.length).toBe(1)
    expect((await call('v2/clients', { method: 'POST', body: '{}' })).status).toBe(200)
  })

  it('to the new token as well passes, and has the connection proven', async () => {
    handler = (_request, response) => response.writeHead(401).end('{"errors":[]}')
    expect((await call('v2/labels')).status).toBe(401)
    expect(seen.length).toBe(2)
    expect((await harness.row(row.id)).recheckAt?.getTime()).toBeLessThanOrEqual(Date.now())
  })
})

describe('Qonto', () => {
  it('that asks to be left alone is not asked by the jobs either', async () => {
    handler = (_request, response) => response.writeHead(429, { 'Retry-After': '60' }).end('{}')
    const response = await call('v2/labels')
    expect([response.status, response.headers.get('retry-after'), isQuiet()]).toEqual([429, '60', true])
    await db().connection.update({ where: { id: row.id }, data: { recheckAt: new Date() } })
    expect(await doDueWork(performance.now() + 5_000)).toBe(1)
    expect(seen.length).toBe(1)
  })

  it.each<[string, Handler]>([
    ['hangs up', (_request, response) => response.destroy()],
    ['answers with 101', (_request, response) => response.socket?.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')],
    ['answers with what is no HTTP', (_request, response) => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n\r\n')],
    ['answers with a number that is no status', (_request, response) => response.writeHead(799).end()],
  ])('that %s is told as a problem that passes', async (_, broken) => {
    handler = broken
    expect(await refused('v2/labels')).toMatchObject({ code: 'later', detail: 'Qonto did not answer.' })
    const write = await refused('v2/clients', { method: 'POST', body: '{}' })
    expect(write.detail).toContain('It may have done what was asked')
  })
})

describe('what is used', () => {
  it('is counted by scope and day, and nothing of the address or the body is kept', async () => {
    await call('v2/transactions/secret-id?iban=FR76')
    await call('v2/transactions')
    await call('v2/new_endpoint')
    const uses = () => db().apiKeyUse.findMany({ orderBy: { needed: 'asc' } })
    await expect.poll(async () => (await uses()).length, { timeout: 10_000 }).toBe(2)
    expect(await uses()).toMatchObject([
      { connectionId: row.id, needed: 'organization.read', count: 2 },
      { connectionId: row.id, needed: 'other', count: 1 },
    ])
  })
})

describe('a body', () => {
  const MEGABYTE = Buffer.alloc(1024 * 1024, 7)
  async function* megabytes(count: number, onOne: () => void = () => {}) {
    for (let sent = 0; sent < count; sent += 1) {
      onOne()
      yield MEGABYTE
    }
  }
  const upload = (count: number) => Readable.toWeb(Readable.from(megabytes(count))) as ReadableStream<Uint8Array>

  it('of 200 MB comes back piece by piece: who reads slowly holds Qonto back, and the memory stays flat', async () => {
    let produced = 0
    handler = (_request, response) =>
      pipeline(
        megabytes(200, () => (produced += 1)),
        response,
      )
    const before = process.memoryUsage().rss
    const response = await call('v2/attachments/x')
    const reader = response.body?.getReader()
    await reader?.read()
    // As much as the buffers on the way take, and then no more.
    let [last, steady] = [-1, 0]
    const settles = () => {
      steady = produced === last ? steady + 1 : 0
      last = produced
      return steady
    }
    await expect.poll(settles, { interval: 20, timeout: 10_000 }).toBeGreaterThan(10)
    expect(produced).toBeLessThan(40)
    let [size, most] = [0, 0]
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      size += next.value.byteLength
      most = Math.max(most, process.memoryUsage().rss)
    }
    expect(size).toBeGreaterThan(199 * MEGABYTE.length)
    expect(most - before).toBeLessThan(150 * MEGABYTE.length)
  })

  it('of 30 MB goes up, with its length or without', async () => {
    let size = 0
    handler = async (request, response) => {
      size = 0
      for await (const chunk of request) size += chunk.length
      response.writeHead(201).end('{}')
    }
    const lengths = [{}, { 'content-length': String(30 * MEGABYTE.length) }]
    for (const headers of lengths) {
      const sent = { method: 'POST', headers: { 'content-type': 'multipart/form-data', ...headers }, body: upload(30) }
      expect([(await call('v2/attachments', sent)).status, size]).toEqual([201, 30 * MEGABYTE.length])
    }
    expect(seen.map(({ headers }) => headers['transfer-encoding'])).toEqual(['chunked', undefined])
  })

  it('longer than any is refused: at once when it says so, and in the middle when it does not', async () => {
    const headers = { 'content-length': String(33 * MEGABYTE.length) }
    expect(await refused('v2/attachments', { method: 'POST', headers, body: '' })).toMatchObject({ code: 'too_large' })
    expect(seen).toEqual([])
    handler = (request, response) =>
      request
        .resume()
        .on('error', () => {})
        .on('close', () => response.destroy())
    expect(await refused('v2/attachments', { method: 'POST', body: upload(40) })).toMatchObject({ code: 'too_large' })
  })

  it('is given up when its caller has gone', async () => {
    const gone = Promise.withResolvers<void>()
    handler = (_request, response) => {
      response.on('close', () => gone.resolve())
      response.writeHead(200).write('a')
    }
    const caller = new AbortController()
    const response = await call('v2/attachments/x', { signal: caller.signal })
    caller.abort()
    await gone.promise
    await expect(response.text()).rejects.toThrow()
  })
})
