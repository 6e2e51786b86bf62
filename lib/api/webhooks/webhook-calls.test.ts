import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { handleCall } from '#lib/api/handle-call'
import { openApi } from '#lib/api/openapi'
import { makeKey } from '#lib/api-keys/make-key'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { holdAgainst } from '#lib/testing/hold-against-document'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
let key: string
let heard: Array<{ headers: Record<string, string>; body: string }>
const receiver = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  heard.push({ headers: request.headers as Record<string, string>, body })
  response.end('thanks')
})
beforeAll(() => new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve)))
afterAll(() => receiver.close())
beforeEach(async () => {
  heard = []
  await db().rateLimit.deleteMany()
  row = await harness.connected()
  key = await made()
})

async function made(permissions = ['webhooks:write'], connections: string[] | null = null, userId = row.userId) {
  const wish = { name: 'Terraform', permissions, mayMoveMoney: false, lifetime: '30', addresses: '', connections }
  const result = await makeKey(personOf(userId), wish)
  if (!result.ok) throw new Error(result.reason)
  return result.value.secret
}

const expectDescribed = holdAgainst(openApi('http://localhost:3000/api/v1'))

/** Holds every answer against the OpenAPI document. */
async function call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, secret = key) {
  const init = { method, ...(body && { body: JSON.stringify(body) }) }
  const headers = { authorization: `Bearer ${secret}`, ...(body && { 'content-type': 'application/json' }) }
  const response = await handleCall(new Request(`http://localhost:3000/api/v1${path}`, { ...init, headers }))
  const text = await response.text()
  expectDescribed({ method, path, response, text })
  return { status: response.status, json: JSON.parse(text) }
}

const ALL = '/webhook-endpoints'
const url = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
const wish = (more: object = {}) => ({ url: url(), events: ['connection.paused'], ...more })

describe('a program', () => {
  it('makes, reads, tests, rolls, changes and removes a webhook', async () => {
    const { status, json } = await call('POST', ALL, wish({ description: 'Wallboard' }))
    expect([status, json.webhook_endpoint]).toMatchObject([
      200,
      { url: url(), description: 'Wallboard', events: ['connection.paused'], connections: null, enabled: true },
    ])
    const one = `${ALL}/${json.webhook_endpoint.id}`
    expect((await call('GET', one)).json).toEqual(json.webhook_endpoint)
    expect((await call('GET', ALL)).json).toEqual({ webhook_endpoints: [json.webhook_endpoint] })

    expect((await call('POST', `${one}/test`)).json).toMatchObject({ delivered: true, status: 200, answer: 'thanks' })
    new Webhook(json.secret).verify(heard[0]?.body ?? '', heard[0]?.headers ?? {})

    const rolled = await call('POST', `${one}/roll`)
    expect(rolled.json.webhook_endpoint.former_secret_until).not.toBeNull()
    await call('POST', `${one}/test`)
    for (const secret of [json.secret, rolled.json.secret])
      new Webhook(secret).verify(heard[1]?.body ?? '', heard[1]?.headers ?? {})

    const changes = { events: ['connection.resumed'], connections: [row.id], enabled: false }
    expect((await call('POST', one, changes)).json).toMatchObject({
      ...{ ...changes, url: url(), description: 'Wallboard', disabled_reason: 'switched_off' },
    })
    expect((await call('POST', one, { enabled: true })).json).toMatchObject({ ...changes, enabled: true })
    expect((await call('DELETE', one)).json).toMatchObject({ removed: true })
    expect((await call('GET', one)).status).toBe(404)
    const log = await db().activity.findMany({ where: { event: { startsWith: 'endpoint_' } } })
    expect(log.length).toBeGreaterThan(4)
    expect(log.every(({ details }) => JSON.stringify(details) === '{"key":"Terraform"}')).toBe(true)
  })

  it('is told what came of a test that nobody answered', async () => {
    const { json } = await call('POST', ALL, wish({ url: 'https://nobody.invalid/' }))
    const tested = await call('POST', `${ALL}/${json.webhook_endpoint.id}/test`)
    expect(tested.json).toEqual({
      ...{ delivered: false, failure: 'unknown_host', status: null, duration_ms: null, answer: null },
    })
  })

  it.each<[string, object]>([
    ['url', { url: 'https://169.254.169.254/latest' }],
    ['url', { url: 'http://example.com/' }],
    ['url', { url: 'x' }],
    ['events', { events: [] }],
    ['events', { events: ['connection.exploded'] }],
    ['connections', { connections: [newId()] }],
    ['Unknown field: secret', { secret: 'whsec_mine' }],
  ])('is told which field is wrong: %s', async (field, more) => {
    const { status, json } = await call('POST', ALL, wish(more))
    expect([status, json.code, json.detail]).toEqual([400, 'invalid_request', expect.stringContaining(field)])
  })

  it('needs the permission, and sees nothing of what hears of more than it may see', async () => {
    const reader = await made(['connections:read', 'connections:write'])
    for (const [method, path] of [
      ['GET', ALL],
      ['POST', ALL],
      ['DELETE', `${ALL}/${newId()}`],
    ] as const)
      expect(await call(method, path, undefined, reader)).toMatchObject({
        status: 403,
        json: { code: 'not_permitted' },
      })
    const chosen = await made(['webhooks:write'], [row.id])
    const { json } = await call('POST', ALL, wish())
    const one = `${ALL}/${json.webhook_endpoint.id}`
    expect((await call('POST', ALL, wish(), chosen)).status).toBe(400)
    const stranger = await harness.connected({ person: 'Jonas', organization: 'Buchwerk Treuhand' })
    const theirs = await made(['webhooks:write'], null, stranger.userId)
    for (const secret of [chosen, theirs]) {
      expect((await call('GET', ALL, undefined, secret)).json).toEqual({ webhook_endpoints: [] })
      for (const [method, path] of [
        ['GET', ''],
        ['POST', ''],
        ['DELETE', ''],
        ['POST', '/test'],
        ['POST', '/roll'],
      ] as const)
        expect((await call(method, `${one}${path}`, undefined, secret)).status).toBe(404)
    }
    expect(heard).toEqual([])
    expect((await call('GET', one)).json).toEqual(json.webhook_endpoint)
    expect((await call('POST', ALL, wish({ connections: [row.id] }), chosen)).status).toBe(200)
  })

  it('cannot name a webhook where a connection belongs, nor the other way round', async () => {
    const everything = await made(['webhooks:write', 'connections:read'])
    const { json } = await call('POST', ALL, wish(), everything)
    for (const path of [`/connections/${json.webhook_endpoint.id}`, `${ALL}/${row.id}`])
      expect((await call('GET', path, undefined, everything)).status).toBe(404)
  })
})
