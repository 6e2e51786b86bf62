import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { handleWebhook } from '#lib/auth/handle-webhook'
import { pause } from '#lib/connection/changes/pause'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import type { Connection } from '#lib/generated/prisma/client'
import { doDueWork } from '#lib/jobs/do-due-work'
import { openSecret, openToken } from '#lib/keys/sealed-store'
import { type Harness, openHarness } from '#lib/testing/harness'
import { handleLeftovers, toJson } from '#lib/withdrawal/handle-delivery'
import { confirmWithdrawal, handleWithdrawal } from '#lib/withdrawal/handle-withdrawal'
import { subscribeWebhook } from '#lib/withdrawal/subscribe'
import { signatureOf } from '#simulator/api/webhooks'

const SCOPE = 'openid offline_access organization.read membership.read webhook'

let harness: Harness
let door: Server
let callback: string
let row: Connection
/** What goes on after the answer. */
let later: Array<Promise<void>>
beforeAll(async () => {
  harness = await openHarness()
  door = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const headers = { 'x-qonto-signature': String(incoming.headers['x-qonto-signature'] ?? '') }
    outgoing.writeHead((await deliver(Buffer.concat(chunks), headers)).status).end()
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', () => resolve()))
  callback = `http://127.0.0.1:${(door.address() as AddressInfo).port}/api/qonto/webhooks`
})
afterAll(async () => {
  await new Promise((resolve) => door.close(resolve))
  await harness.close()
})
beforeEach(async () => {
  later = []
  await harness.bench.command('reset', { all: true })
  await harness.bench.command('callbacks', { plain: true })
  await db().user.deleteMany()
  await db().webhookDelivery.deleteMany()
  row = await harness.connected({ query: { scope: SCOPE } })
})

function deliver(body: Buffer<ArrayBuffer>, headers: Record<string, string>): Promise<Response> {
  const request = new Request('https://mooring.example/api/qonto/webhooks', { method: 'POST', headers, body })
  return handleWebhook(request, (task) => void later.push(task()))
}

const webhook = async (wish: object) => {
  const { webhooks } = await harness.bench.command('webhook', wish)
  return webhooks.deliveries.at(-1)?.status
}
const identityOf = ({ organizationId, membershipId, clientId }: Connection) => ({
  organizationId: organizationId ?? '',
  membershipId: membershipId ?? '',
  clientId,
})
const now = async () => harness.row(row.id)
const verdict = async () => {
  const { state: name, reason } = state(factsOf(await now()), new Date())
  return `${name}: ${reason}`
}
const events = async () =>
  (await db().activity.findMany({ where: { connectionId: row.id, event: 'consent_withdrawn' } })).map(
    ({ actor, outcome, code }) => ({ actor, outcome, code }),
  )

describe('subscribing', () => {
  it('stores the secret sealed, and once', async () => {
    expect(await subscribeWebhook(row, callback)).toMatchObject({ ok: true })
    expect(await subscribeWebhook(row, callback)).toEqual({ ok: false, reason: 'too_soon' })
    const [stored, ...more] = await db().webhookSubscription.findMany()
    expect([stored?.secretSealed, more]).toEqual([expect.stringMatching(/^v1\.test\./), []])
    const { webhooks } = await harness.bench.command('state')
    expect(webhooks.subscriptions).toMatchObject([{ id: stored?.subscriptionId, callbackUrl: callback }])
  })

  it('is not possible without the scope, or without a public https address', async () => {
    expect(await subscribeWebhook(row)).toEqual({ ok: false, reason: 'not_offered' })
    const poor = { ...row, grantedScopes: ['openid'] }
    expect(await subscribeWebhook(poor, callback)).toEqual({ ok: false, reason: 'not_offered' })
  })

  it('replaces an earlier subscription', async () => {
    await subscribeWebhook(row, callback)
    await db().connection.update({ where: { id: row.id }, data: { checkedAt: null } })
    await subscribeWebhook(row, callback)
    expect((await harness.bench.command('state')).webhooks.subscriptions).toHaveLength(1)
    expect(await db().webhookSubscription.count()).toBe(1)
  })

  it('ends with the connection, before its consent is withdrawn', async () => {
    await subscribeWebhook(row, callback)
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect((await harness.bench.command('state')).webhooks.subscriptions).toEqual([])
    expect(await db().webhookSubscription.count()).toBe(0)
  })

  it('never stands in the way of disconnecting', async () => {
    await subscribeWebhook(row, callback)
    await harness.bench.command('failures', { target: 'webhook_subscriptions', kind: 'status', status: 500, times: 0 })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await db().webhookSubscription.count()).toBe(0)
  })

  it('is kept while the end is not proven, and not when it is given up', async () => {
    await subscribeWebhook(row, callback)
    await harness.bench.command('failures', { target: 'all', kind: 'refuse', times: 0 })
    expect((await disconnect(row.id)).ok).toBe(false)
    expect(await db().webhookSubscription.count()).toBe(1)
    await db().connection.update({ where: { id: row.id }, data: { disconnectRequestedAt: new Date(0) } })
    expect((await disconnect(row.id)).ok).toBe(false)
    expect(await now()).toMatchObject({ status: 'disconnecting', refreshTokenSealed: null })
    expect(await db().webhookSubscription.count()).toBe(0)
  })
})

describe('a consent that was withdrawn in Qonto', () => {
  beforeEach(async () => {
    await subscribeWebhook(row, callback)
  })

  it('shows within the second, with its evidence, and its tokens are erased once Qonto has refused them', async () => {
    const { webhooks } = await harness.bench.command('revoke', { all: true })
    expect(webhooks.deliveries).toMatchObject([{ status: 200 }])
    expect(later).toEqual([])
    expect(await verdict()).toBe('broken: consent_withdrawn')
    expect(await now()).toMatchObject({
      status: 'reconnect',
      failure: 'consent_withdrawn',
      failedAt: new Date(webhooks.deliveries[0]?.at ?? ''),
      accessTokenSealed: null,
      refreshTokenSealed: null,
      idTokenSealed: null,
    })
    expect(await events()).toEqual([{ actor: 'qonto', outcome: 'done', code: null }])
    expect(await db().activity.count({ where: { event: 'refresh_failed' } }), 'no failed renewal').toBe(0)
  })

  it('leaves no subscription when the connection is closed after it', async () => {
    await harness.bench.command('revoke', { all: true })
    expect(await db().webhookSubscription.count()).toBe(1)
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await db().webhookSubscription.count()).toBe(0)
  })

  it('is proven by a refresh when the stored access token is over', async () => {
    await harness.bench.command('expire', { what: 'access' })
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
    await harness.bench.command('revoke', { all: true })
    expect(await now()).toMatchObject({ failure: 'consent_withdrawn', refreshTokenSealed: null })
  })

  it('gives a cause to a grant that was refused before the event came', async () => {
    await db().connection.update({ where: { id: row.id }, data: { status: 'reconnect', failure: 'invalid_grant' } })
    await harness.bench.command('revoke', { all: true })
    expect(await verdict()).toBe('broken: consent_withdrawn')
  })

  it('counts once, however often Qonto delivers it', async () => {
    await harness.bench.command('revoke', { all: true })
    const [first] = (await harness.bench.command('state')).webhooks.deliveries
    expect(await webhook({ id: first?.id })).toBe(200)
    expect(await events()).toHaveLength(1)
  })

  describe('by a process that dies', () => {
    /** Takes a delivery as the door does, up to where the process dies. */
    const takeAndDie = async (ago: number) => {
      const [delivery] = (await harness.bench.command('state')).webhooks.deliveries
      const event = toJson({ ...identityOf(row), revokedAt: new Date() })
      const id = delivery?.id ?? ''
      const claimedUntil = new Date(Date.now() + 60_000 - ago)
      await db().webhookDelivery.upsert({
        where: { id },
        create: { id, event, claimedUntil },
        update: { event, claimedUntil },
      })
      return id
    }
    beforeEach(async () => {
      // The first delivery finds nobody, so that only its number is known.
      await db().connection.update({ where: { id: row.id }, data: { clientId: 'another' } })
      await harness.bench.command('revoke', { all: true })
      await db().connection.update({ where: { id: row.id }, data: { clientId: row.clientId } })
      expect(await verdict()).toBe('ok: proven')
    })

    it('is settled by the redelivery', async () => {
      expect(await webhook({ id: await takeAndDie(61_000) })).toBe(200)
      expect(await verdict()).toBe('broken: consent_withdrawn')
    })

    it('is settled by the jobs when Qonto had been answered already', async () => {
      const id = await takeAndDie(61_000)
      expect(await handleLeftovers()).toBe(1)
      expect(await verdict()).toBe('broken: consent_withdrawn')
      expect(await db().webhookDelivery.findUnique({ where: { id } })).toMatchObject({
        event: null,
        claimedUntil: null,
      })
      expect(await handleLeftovers()).toBe(0)
    })

    it('is left to it while it may still be alive', async () => {
      expect(await webhook({ id: await takeAndDie(0) })).toBe(200)
      expect(await handleLeftovers()).toBe(0)
      expect(await events()).toEqual([])
    })
  })

  it('is done once by all who get it at the same time', async () => {
    const sent = Array.from({ length: 5 }, () => webhook({ id: 'the-same' }))
    expect(await Promise.all(sent)).toEqual([200, 200, 200, 200, 200])
    await Promise.all(later)
    expect(await events()).toHaveLength(1)
  })

  it('is done at the next delivery when its effect could not be written', async () => {
    onTestFinished(async () => void (await db().$executeRaw`DROP FUNCTION IF EXISTS fault CASCADE`))
    await db()
      .$executeRaw`CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'fault'; END $$`
    await db().$executeRaw`CREATE TRIGGER fault BEFORE INSERT ON activities FOR EACH ROW EXECUTE FUNCTION fault()`
    await harness.bench.command('revoke', { all: true })
    const [first] = (await harness.bench.command('state')).webhooks.deliveries
    expect(first?.status).toBe(503)
    await db().$executeRaw`DROP FUNCTION fault CASCADE`
    expect(await webhook({ id: first?.id })).toBe(200)
    expect(await verdict()).toBe('broken: consent_withdrawn')
  })

  it('shows while Qonto answers nothing else, keeps the tokens, and is proven later by the jobs', async () => {
    await harness.bench.command('failures', { target: 'membership', kind: 'status', status: 503, times: 0 })
    await harness.bench.command('revoke', { all: true })
    expect(await verdict()).toBe('broken: consent_withdrawn')
    expect(openToken(await now(), 'refreshTokenSealed').kind).toBe('open')
    await harness.bench.command('reset', {})
    await db().connection.update({ where: { id: row.id }, data: { failedAt: new Date(Date.now() - 600_000) } })
    await doDueWork(performance.now() + 300)
    expect(await now()).toMatchObject({ status: 'reconnect', failure: 'consent_withdrawn', refreshTokenSealed: null })
  })
})

describe('a consent that was withdrawn while its connection is paused', () => {
  beforeEach(async () => {
    await subscribeWebhook(row, callback)
    await pause(row)
    await harness.bench.command('failures', { target: 'all', kind: 'status', status: 503, times: 0 })
  })
  const fiveMinutesLater = async () => {
    await harness.bench.command('reset', {})
    await db().connection.update({ where: { id: row.id }, data: { failedAt: new Date(Date.now() - 600_000) } })
    return doDueWork(performance.now() + 300)
  }

  it('is proven by the jobs all the same, and nobody gets a token meanwhile', async () => {
    await harness.bench.command('revoke', { all: true })
    expect(await now()).toMatchObject({ status: 'frozen', failure: 'consent_withdrawn' })
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'paused' })
    expect(await fiveMinutesLater()).toBe(1)
    expect(await now()).toMatchObject({ status: 'reconnect', failure: 'consent_withdrawn', refreshTokenSealed: null })
  })

  it('stays paused, and in its words, when it was never withdrawn', async () => {
    await webhook({})
    expect(await verdict()).toBe('broken: consent_withdrawn')
    expect(await fiveMinutesLater()).toBe(1)
    expect([await verdict(), (await now()).failure]).toEqual(['frozen: paused', null])
    expect(await doDueWork(performance.now() + 300)).toBe(0)
  })

  it('is asked about by a renewal when its access is over, and stays paused', async () => {
    await webhook({})
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
    expect(await fiveMinutesLater()).toBe(1)
    expect(await now()).toMatchObject({ status: 'frozen', failure: null, generation: 2n })
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'paused' })
  })
})

describe('an event that is wrong', () => {
  beforeEach(async () => {
    await subscribeWebhook(row, callback)
  })

  it('never shows a living connection as broken', async () => {
    expect(await webhook({})).toBe(200)
    expect(await verdict()).toBe('ok: proven')
    await Promise.all(later)
    expect(await verdict()).toBe('ok: proven')
    expect(openToken(await now(), 'refreshTokenSealed').kind).toBe('open')
    expect(await events()).toEqual([{ actor: 'qonto', outcome: 'failed', code: 'still_accepted' }])
  })

  // An access token ends with the renewal of its pair, so its refusal had nothing to do with the consent: tokens were erased.
  it('is not believed for a 401 that an unfinished renewal has caused', async () => {
    const used = openToken(row, 'refreshTokenSealed')
    await harness.bench.refresh(used.kind === 'open' ? used.token : '')
    await db().connection.update({ where: { id: row.id }, data: { attemptAt: new Date(), attemptCount: 1 } })
    expect(await webhook({})).toBe(200)
    await Promise.all(later)
    expect(await verdict()).toBe('ok: proven')
    expect(openToken(await now(), 'refreshTokenSealed').kind).toBe('open')
  })

  it.each([
    ['the API', 'membership'],
    ['everything', 'all'],
  ])(
    'is not believed for a 401 of a gateway in front of %s: the tokens of a living consent stay',
    async (_, target) => {
      await harness.bench.command('failures', { target, kind: 'status', status: 401, times: 0 })
      const { clientId, organizationId, membershipId } = row
      await handleWithdrawal(
        { organizationId: organizationId ?? '', membershipId: membershipId ?? '', clientId, revokedAt: new Date() },
        0,
      )
      expect(openToken(await now(), 'refreshTokenSealed').kind).toBe('open')
      expect(await now()).toMatchObject({ status: 'active' })
      await harness.bench.command('reset', {})
      await confirmWithdrawal(await now())
      expect(await verdict()).toBe('ok: proven')
    },
  )

  it('came before its revocation was done: the second look sees it', async () => {
    expect(await webhook({})).toBe(200)
    const [consent] = (await harness.bench.command('state')).consents
    await db().webhookSubscription.deleteMany()
    await harness.bench.command('revoke', { grantId: consent?.grantId })
    await Promise.all(later)
    expect(await verdict()).toBe('broken: consent_withdrawn')
  })

  it('shows a living connection as broken for no longer than Qonto does not answer', async () => {
    await harness.bench.command('failures', { target: 'membership', kind: 'status', status: 503, times: 0 })
    await webhook({})
    expect(await verdict()).toBe('broken: consent_withdrawn')
    await harness.bench.command('reset', {})
    await db().connection.update({ where: { id: row.id }, data: { failedAt: new Date(Date.now() - 600_000) } })
    await doDueWork(performance.now() + 300)
    expect(await verdict()).toBe('ok: proven')
  })

  it('happened no later than it came, so that it is asked about again', async () => {
    await harness.bench.command('failures', { target: 'membership', kind: 'status', status: 503, times: 0 })
    await webhook({ revokedAt: '9999-12-31T23:59:59Z' })
    expect(await verdict()).toBe('broken: consent_withdrawn')
    const { failedAt, dueAt } = await now()
    expect(failedAt?.getTime()).toBeLessThanOrEqual(Date.now())
    expect(dueAt?.getTime()).toBeLessThan(Date.now() + 86_400_000)
  })

  it.each([
    ['about another app', { clientId: 'somebody-elses' }],
    ['of before the permission was given', { revokedAt: '2020-01-01T00:00:00Z' }],
  ])('is ignored when it is %s', async (_, wish) => {
    const before = await now()
    expect(await webhook(wish)).toBe(200)
    expect([later, await events()]).toEqual([[], []])
    expect(await now()).toEqual(before)
  })
})

describe('the door', () => {
  beforeEach(async () => {
    await subscribeWebhook(row, callback)
  })
  const body = (changes: object = {}) =>
    Buffer.from(JSON.stringify({ id: 'e1', subscription_id: 's1', type: 'v1/transactions', ...changes }))

  it('refuses a wrong signature and one that is too old or too new, and learns nothing', async () => {
    for (const wish of [{ wrongSecret: true }, { ageSeconds: 400 }, { ageSeconds: -400 }])
      expect(await webhook(wish)).toBe(401)
    expect(await db().webhookDelivery.count()).toBe(0)
    expect(await verdict()).toBe('ok: proven')
  })

  it('answers an unknown subscription like a wrong signature', async () => {
    const header = { 'x-qonto-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` }
    expect((await deliver(body(), header)).status).toBe(401)
    expect((await deliver(body(), {})).status).toBe(401)
  })

  it.each([
    ['no JSON', Buffer.from('<xml/>')],
    ['null', Buffer.from('null')],
    ['a list', Buffer.from('[]')],
    ['an event without an id', Buffer.from('{"type":"v1/x","subscription_id":"s"}')],
    ['nothing', Buffer.from('')],
  ])('answers 400 to %s', async (_, content) => {
    expect((await deliver(content, { 'x-qonto-signature': 't=1,v1=0' })).status).toBe(400)
  })

  it('answers 413 to more than 64 kB', async () => {
    expect((await deliver(body({ more: 'x'.repeat(65_536) }), {})).status).toBe(413)
  })

  it('ignores events that we know nothing about', async () => {
    const stored = await db().webhookSubscription.findFirstOrThrow()
    const secret = openSecret(stored)
    const content = body({ subscription_id: stored.subscriptionId })
    const at = Math.floor(Date.now() / 1000)
    const header = signatureOf(content.toString(), at, secret.kind === 'open' ? secret.token : '')
    expect((await deliver(content, { 'x-qonto-signature': header })).status).toBe(200)
    expect(await verdict()).toBe('ok: proven')
  })
})
