import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CONSENT_REVOCATIONS, signatureOf } from '#simulator/api/webhooks'
import { type Bench, startBench } from '#simulator/testing'

const SCOPES = 'openid offline_access organization.read membership.read webhook'

let bench: Bench
let receiver: Server
let callback: string
let received: Array<{ signature: string; body: string }>
beforeAll(async () => {
  bench = await startBench()
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    received.push({ signature: String(request.headers['x-qonto-signature']), body: Buffer.concat(chunks).toString() })
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', () => resolve()))
  callback = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
})
beforeEach(() => {
  received = []
})
afterEach(() => bench.command('reset', { all: true }))
afterAll(() => Promise.all([bench.close(), new Promise((resolve) => receiver.close(resolve))]))

const subscribe = async (token: string, changes: object = {}) =>
  bench.fetch('/v2/webhook_subscriptions', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ callback_url: callback, types: [CONSENT_REVOCATIONS], ...changes }),
  })
const connect = () => bench.connect({ query: { scope: SCOPES } })

describe('webhook subscriptions', () => {
  test('are made, listed and deleted by their membership', async () => {
    const { access_token } = await connect()
    const made = await subscribe(access_token, { callback_url: 'https://app.example/hook', secret: 's'.repeat(32) })
    const subscription = await made.json()
    expect([made.status, subscription]).toMatchObject([
      201,
      { callback_url: 'https://app.example/hook', secret: 's'.repeat(32), membership_id: expect.any(String) },
    ])
    const list = await (await bench.api('webhook_subscriptions', access_token)).json()
    expect(list.webhook_subscriptions).toEqual([subscription])
    const stranger = await bench.connect({ person: 'Giulia', query: { scope: SCOPES } })
    const path = `webhook_subscriptions/${subscription.id}`
    expect((await bench.api(path, stranger.access_token, 'DELETE')).status).toBe(404)
    expect((await bench.api(path, access_token, 'DELETE')).status).toBe(204)
    expect((await bench.api(path, access_token, 'DELETE')).status).toBe(404)
  })

  test('need the scope, https, a type and a secret of 32 characters', async () => {
    const { access_token } = await connect()
    const poor = await bench.connect()
    expect((await subscribe(poor.access_token)).status).toBe(403)
    for (const changes of [{}, { callback_url: 'https://localhost/' }, { types: [] }, { secret: 'short' }])
      expect((await subscribe(access_token, changes)).status).toBe(422)
    await bench.command('callbacks', { plain: true })
    expect((await subscribe(access_token)).status).toBe(201)
    expect((await subscribe(access_token, { callback_url: 'http://app.example/hook' })).status).toBe(422)
  })

  test('are told, signed, when the consent is revoked in Qonto, and nobody else is', async () => {
    await bench.command('callbacks', { plain: true })
    const tokens = await connect()
    const giulia = await bench.connect({ person: 'Giulia', query: { scope: SCOPES } })
    await subscribe(giulia.access_token)
    const secret = 's'.repeat(32)
    const subscription = await (await subscribe(tokens.access_token, { secret })).json()
    const { consents } = await bench.command('state')
    const camille = consents.find(({ person }) => person === 'Camille Rousseau')
    const state = await bench.command('revoke', { grantId: camille?.grantId })
    expect(state.webhooks.deliveries).toMatchObject([{ subscriptionId: subscription.id, status: 200 }])
    const [{ signature = '', body = '' } = {}, ...more] = received
    expect(more).toEqual([])
    expect(JSON.parse(body)).toMatchObject({
      type: CONSENT_REVOCATIONS,
      subscription_id: subscription.id,
      membership_id: camille?.membershipId,
      organization_id: camille?.organizationId,
      data: { revoked_at: expect.any(String), client_id: expect.any(String) },
    })
    expect(signature).toBe(signatureOf(body, Number(/^t=(\d+)/.exec(signature)?.[1]), secret))
  })

  test('sign as in Qonto’s own example', () => {
    expect(signatureOf('{"test":"data"}', 1704110400, 'test-secret')).toBe(
      't=1704110400,v1=56aff06dc227db80d6568a5070f912c601c31f20451745d257cbc0b5dfa93805',
    )
  })
})
