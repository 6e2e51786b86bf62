import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { pause, resume } from '#lib/connection/changes/pause'
import { type Key, personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { log } from '#lib/log'
import { metrics } from '#lib/observe/metrics'
import { databaseText } from '#lib/testing/harness'
import { useHarness } from '#lib/testing/use-harness'
import { EVENTS } from '#lib/told/event-catalogue'
import { lookForTransitions } from '#lib/told/look-for-transitions'
import { sendDue } from '#lib/told/send-due'
import { changeEndpoint, removeEndpoint, rollEndpoint, switchEndpoint } from '#lib/told/webhooks/change-endpoint'
import { disableEndpoints } from '#lib/told/webhooks/disable-endpoints'
import { forgetFormerSecrets } from '#lib/told/webhooks/forget-former-secrets'
import { makeEndpoint } from '#lib/told/webhooks/make-endpoint'
import type { EndpointWish } from '#lib/told/webhooks/read-wish'
import { sendAgain, sendTest } from '#lib/told/webhooks/send-test'

const harness = useHarness()
const ALL = Object.keys(EVENTS)
/** What arrives, and what is answered to it. */
let heard: Array<{ path: string; headers: Record<string, string>; body: string }>
let status: number
const receiver = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  heard.push({ path: request.url ?? '', headers: request.headers as Record<string, string>, body })
  response.writeHead(status).end(`answer ${heard.length}`)
})
beforeAll(() => new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve)))
afterAll(() => receiver.close())

let row: Connection
beforeEach(async () => {
  ;[heard, status] = [[], 200]
  row = await harness.connected()
  await lookForTransitions()
})

const urlOf = (path = '/hook') => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`
const me = () => personOf(row.userId)
const wishOf = (wish: Partial<EndpointWish> = {}): EndpointWish => ({
  ...{ url: urlOf(), description: 'Wallboard', eventTypes: ALL, connections: null },
  ...wish,
})
async function made(wish: Partial<EndpointWish> = {}) {
  const result = await makeEndpoint(me(), wishOf(wish))
  if (!result.ok) throw new Error(result.reason)
  return result.value
}
const endpoint = (id: string) => db().webhookEndpoint.findUniqueOrThrow({ where: { id } })
const deliveries = () => db().delivery.findMany({ orderBy: { id: 'asc' }, include: { event: true } })
async function pauseAndSend() {
  await pause(row)
  await lookForTransitions()
  await sendDue()
}
const makeDue = () => db().delivery.updateMany({ where: { doneAt: null }, data: { nextAttemptAt: new Date(0) } })
async function failFor(id: string, days: number) {
  const failingSince = new Date(Date.now() - days * 86_400_000 - 60_000)
  await db().webhookEndpoint.update({ where: { id }, data: { failingSince } })
}

describe('an event', () => {
  it('arrives as Standard Webhooks says, once, and the library of the standard verifies it', async () => {
    const { secret } = await made()
    await pauseAndSend()
    await sendDue()
    expect(heard).toHaveLength(1)
    const [{ headers, body } = { headers: {}, body: '' }] = heard
    const message = new Webhook(secret).verify(body, headers)
    const [event] = await db().event.findMany({ where: { type: 'connection.paused' } })
    expect(message).toEqual({ type: 'connection.paused', timestamp: event?.at.toISOString(), data: event?.data })
    expect(headers).toMatchObject({ 'webhook-id': event?.id, 'content-type': 'application/json' })
    expect(await deliveries()).toMatchObject([
      { outcome: 'delivered', attempts: 1, answer: { status: 200, ms: expect.any(Number), text: 'answer 1' } },
    ])
  })

  it('goes to those that want it, of this connection or of all, and to nobody else', async () => {
    const other = await harness.connected({ person: 'Jonas', organization: 'Buchwerk Treuhand' })
    await lookForTransitions()
    const mine = { connections: [row.id] }
    await made({ url: urlOf('/all') })
    await made({ url: urlOf('/mine'), ...mine })
    await made({ url: urlOf('/resumed'), eventTypes: ['connection.resumed'] })
    await makeEndpoint(personOf(other.userId), wishOf({ url: urlOf('/others') }))
    await pauseAndSend()
    expect(heard.map(({ path }) => path).sort()).toEqual(['/all', '/mine'])
  })

  it('is signed with both secrets for a day after rolling, and with the new one alone after it', async () => {
    const { id, secret } = await made()
    const rolled = await rollEndpoint(me(), id)
    const fresh = rolled.ok ? rolled.value.secret : ''
    await pauseAndSend()
    const [first] = heard
    for (const one of [secret, fresh]) new Webhook(one).verify(first?.body ?? '', first?.headers ?? {})
    await forgetFormerSecrets()
    expect((await endpoint(id)).formerSecretSealed).not.toBeNull()
    await db().webhookEndpoint.update({ where: { id }, data: { formerUntil: new Date() } })
    await resume(row)
    await lookForTransitions()
    await sendDue()
    const last = heard.at(-1)
    new Webhook(fresh).verify(last?.body ?? '', last?.headers ?? {})
    expect(() => new Webhook(secret).verify(last?.body ?? '', last?.headers ?? {})).toThrow('No matching signature')
    await forgetFormerSecrets()
    expect(await endpoint(id)).toMatchObject({ formerSecretSealed: null, formerUntil: null })
    const stored = (await databaseText()).join()
    for (const one of [secret, fresh]) expect(stored).not.toContain(one.slice('whsec_'.length))
  })
})

describe('a receiver that fails', () => {
  it('is tried again with the same id, and works again with the first that arrives', async () => {
    const { id } = await made()
    status = 500
    await pauseAndSend()
    expect(await deliveries()).toMatchObject([
      { outcome: 'answered', attempts: 1, doneAt: null, answer: { status: 500, text: 'answer 1' } },
    ])
    expect((await endpoint(id)).failingSince).not.toBeNull()
    status = 204
    expect(await sendDue()).toBe(0)
    const [waiting] = await deliveries()
    await sendAgain(me(), waiting?.id)
    await sendDue()
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(await deliveries()).toMatchObject([{ outcome: 'delivered', attempts: 2 }])
    expect((await endpoint(id)).failingSince).toBeNull()
  })

  it('has ten attempts in three days, and can be asked to take it once more', async () => {
    await made()
    status = 302
    await pauseAndSend()
    for (let attempt = 2; attempt <= 10; attempt++) {
      await makeDue()
      await sendDue()
    }
    const [given] = await deliveries()
    expect([given?.outcome, given?.attempts, given?.nextAttemptAt, heard.length]).toEqual(['given_up', 10, null, 10])
    status = 200
    expect(await sendAgain(me(), given?.id)).toEqual({ ok: true, value: undefined })
    await sendDue()
    expect(await deliveries()).toMatchObject([{ outcome: 'delivered', attempts: 1 }])
    expect(heard.at(-1)?.headers['webhook-id']).toBe(given?.eventId)
  })

  it('ends with 410: nothing is sent any more, and its owner is told', async () => {
    const { id } = await made()
    await made({ url: urlOf('/other'), eventTypes: ['webhook.disabled'] })
    status = 410
    await pauseAndSend()
    status = 200
    await Promise.all([disableEndpoints(), disableEndpoints()])
    await sendDue()
    expect(await endpoint(id)).toMatchObject({ disabledReason: 'gone', disabledAt: expect.any(Date) })
    expect(heard.map(({ path }) => path)).toEqual(['/hook', '/other'])
    expect(JSON.parse(heard[1]?.body ?? '')).toMatchObject({ type: 'webhook.disabled', data: { endpoint_id: id } })
    expect(await db().activity.count({ where: { event: 'endpoint_disabled', actor: 'system' } })).toBe(1)
  })

  it('is switched off after five days of it, not before, and what waits is given up', async () => {
    const { id } = await made()
    status = 503
    await pauseAndSend()
    await failFor(id, 4)
    await disableEndpoints()
    expect((await endpoint(id)).disabledAt).toBeNull()
    await failFor(id, 5)
    await disableEndpoints()
    expect(await endpoint(id)).toMatchObject({ disabledReason: 'failing', disabledAt: expect.any(Date) })
    expect(await db().event.count({ where: { type: 'webhook.disabled' } })).toBe(1)
    await makeDue()
    await sendDue()
    expect(heard).toHaveLength(1)
    expect(await deliveries()).toMatchObject([{ outcome: 'given_up', answer: { code: 'disabled' } }])
    await switchEndpoint(me(), id, true)
    await disableEndpoints()
    expect(await endpoint(id)).toMatchObject({ disabledAt: null, failingSince: null })
  })
})

describe('what is due to an endpoint that its owner has switched off, or removed, meanwhile', () => {
  it('is not sent, and counts as unwanted, not as a failure', async () => {
    const [off, removed] = [await made(), await made()]
    await pause(row)
    await lookForTransitions()
    await switchEndpoint(me(), off.id, false)
    await db().webhookEndpoint.delete({ where: { id: removed.id } })
    metrics().deliveries.reset()
    const warned = vi.spyOn(log, 'warn')
    await sendDue()
    expect(heard).toEqual([])
    const unwanted = { outcome: 'unwanted', nextAttemptAt: null, answer: { code: 'disabled' } }
    expect(await deliveries()).toMatchObject([unwanted, unwanted])
    const { values } = await metrics().deliveries.get()
    expect(values).toMatchObject([{ labels: { channel: 'webhook', outcome: 'unwanted' }, value: 2 }])
    expect(warned).not.toHaveBeenCalled()
  })
})

describe('a test', () => {
  it('is sent once and at once, is no event for others, and ends nothing', async () => {
    const { id, secret } = await made()
    await made({ url: urlOf('/other') })
    expect(await sendTest(me(), id)).toMatchObject({ ok: true, value: { outcome: 'delivered', status: 200 } })
    expect(new Webhook(secret).verify(heard[0]?.body ?? '', heard[0]?.headers ?? {})).toMatchObject({
      type: 'webhook.test',
    })
    status = 410
    expect(await sendTest(me(), id)).toMatchObject({ ok: true, value: { outcome: 'refused', status: 410 } })
    await sendDue()
    expect([heard.length, (await endpoint(id)).disabledReason]).toEqual([2, null])
    expect(await deliveries()).toMatchObject([
      { outcome: 'delivered', attempts: 1, nextAttemptAt: null },
      { outcome: 'given_up', attempts: 1, nextAttemptAt: null },
    ])
  })
})

describe('an endpoint', () => {
  it.each<[string, Partial<EndpointWish>]>([
    ['not_https', { url: 'http://hooks.example/' }],
    ['not_https', { url: 'ftp://hooks.example/' }],
    ['address', { url: 'hooks.example' }],
    ['with_login', { url: 'https://me:secret@hooks.example/' }],
    ['address_long', { url: `https://hooks.example/${'x'.repeat(2000)}` }],
    ['refused_address', { url: 'https://10.0.0.1/' }],
    ['refused_address', { url: 'https://[::ffff:7f00:1]/' }],
    ['description', { description: 'x'.repeat(81) }],
    ['events', { eventTypes: [] }],
    ['events', { eventTypes: ['connection.paused', 'connection.exploded'] }],
    ['connections', { connections: [] }],
    ['connections', { connections: [newId()] }],
    ['connections', { connections: ["' OR true"] }],
  ])('is refused for %s: %j', async (reason, wish) => {
    expect(await makeEndpoint(me(), wishOf(wish))).toEqual({ ok: false, reason })
    expect(await db().webhookEndpoint.count()).toBe(0)
  })

  it('is one of twenty at most', async () => {
    for (let count = 0; count < 20; count++) await made()
    expect(await makeEndpoint(me(), wishOf())).toEqual({ ok: false, reason: 'too_many_endpoints' })
  })

  it('of another person is as unknown as none, whatever is asked of it', async () => {
    const { id } = await made()
    await pauseAndSend()
    const [delivery] = await deliveries()
    const before = await databaseText()
    const { userId } = await harness.connected({ person: 'Jonas', organization: 'Buchwerk Treuhand' })
    const jonas = personOf(userId)
    const connections = [row.id]
    expect(await makeEndpoint(jonas, wishOf({ connections }))).toEqual({ ok: false, reason: 'connections' })
    const asked = (named: string) => [
      rollEndpoint(jonas, named),
      switchEndpoint(jonas, named, false),
      changeEndpoint(jonas, named, wishOf()),
      sendTest(jonas, named),
      removeEndpoint(jonas, named),
    ]
    for (const named of [id, newId(), 'x'])
      expect(await Promise.all(asked(named))).toEqual(Array(5).fill({ ok: false, reason: 'gone' }))
    expect(await sendAgain(jonas, delivery?.id)).toEqual({ ok: false, reason: 'gone' })
    expect(heard).toHaveLength(1)
    expect(await databaseText()).toEqual(expect.arrayContaining(before))
  })

  it('that hears of more than a key may see is not for that key', async () => {
    await harness.twins(row, 1, {})
    const second = await db().connection.findFirstOrThrow({ where: { NOT: { id: row.id } } })
    const keyId = newId()
    const columns = { name: 'x', start: 'x', secretHash: new Uint8Array(32), permissions: [], everyConnection: false }
    await db().apiKey.create({
      data: { id: keyId, userId: row.userId, ...columns, connections: { create: { connectionId: row.id } } },
    })
    const key: Key = { kind: 'key', userId: row.userId, keyId, everyConnection: false }
    for (const connections of [null, [second.id], [row.id, second.id]])
      expect(await makeEndpoint(key, wishOf({ connections }))).toEqual({ ok: false, reason: 'connections' })
    expect(await makeEndpoint(key, wishOf({ connections: [row.id] }))).toMatchObject({ ok: true })
    for (const connections of [null, [second.id], [row.id, second.id]]) {
      const { id } = await made({ connections })
      expect(await rollEndpoint(key, id)).toEqual({ ok: false, reason: 'gone' })
    }
    const { id } = await made({ connections: [row.id] })
    expect(await rollEndpoint(key, id)).toMatchObject({ ok: true })
  })

  it('changes what it is told and where, and goes with everything that was delivered to it', async () => {
    const { id } = await made()
    await pauseAndSend()
    const wish = wishOf({ url: urlOf('/new'), eventTypes: ['connection.resumed'], connections: [row.id] })
    expect(await changeEndpoint(me(), id, wish)).toEqual({ ok: true, value: undefined })
    await resume(row)
    await lookForTransitions()
    await sendDue()
    expect(heard.map(({ path }) => path)).toEqual(['/hook', '/new'])
    await removeEndpoint(me(), id)
    expect([await db().webhookEndpoint.count(), await db().delivery.count()]).toEqual([0, 0])
    const log = await db().activity.findMany({ where: { event: { startsWith: 'endpoint_' } }, orderBy: { id: 'asc' } })
    expect(log.map(({ event, actor }) => [event, actor])).toEqual([
      ...[
        ['endpoint_made', 'you'],
        ['endpoint_changed', 'you'],
        ['endpoint_removed', 'you'],
      ],
    ])
  })
})
