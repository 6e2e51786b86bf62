import { setTimeout as wait } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { pause } from '#lib/connection/changes/pause'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { keyState } from '#lib/keys/key-check'
import { deletePerson, type Farewell } from '#lib/person/delete-person'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { restartWith } from '#lib/testing/harness'
import { useHarness } from '#lib/testing/use-harness'
import { lookForTransitions } from '#lib/told/look-for-transitions'
import { makeEndpoint } from '#lib/told/webhooks/make-endpoint'
import { subscribeWebhook } from '#lib/withdrawal/subscribe'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

const fail = (failure: object) => harness.bench.command('failures', { times: 0, ...failure })
const live = async () => (await harness.bench.command('state')).consents.filter((consent) => consent.live).length
const expire = () => db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
/** Every row of every table that could know a person. */
async function rows(): Promise<Record<string, number>> {
  const [users, accounts, sessions, transactions, connections, rotations, webhooks, endpoints, deliveries] =
    await Promise.all([
      db().user.count(),
      db().account.count(),
      db().session.count(),
      db().transaction.count(),
      db().connection.count(),
      db().rotation.count(),
      db().webhookSubscription.count(),
      db().webhookEndpoint.count(),
      db().delivery.count(),
    ])
  return { users, accounts, sessions, transactions, connections, rotations, webhooks, endpoints, deliveries }
}
const NOBODY = {
  ...{ users: 0, accounts: 0, sessions: 0, transactions: 0 },
  ...{ connections: 0, rotations: 0, webhooks: 0, endpoints: 0, deliveries: 0 },
}
async function deleted(userId = row.userId): Promise<Farewell> {
  const result = await deletePerson(userId)
  if (!result.ok) throw new Error(result.reason)
  return result.value
}
/** Lets everything queued be revoked, whatever its next try is. */
async function revokeAll(): Promise<void> {
  await db().revocation.updateMany({ data: { nextAttemptAt: new Date(0) } })
  await revokeQueued(50)
}
/** Starts a refresh that Qonto keeps waiting, and comes back when it is in the ledger. */
async function inFlight(after: boolean): Promise<{ token: ReturnType<typeof accessToken> }> {
  await expire()
  await harness.bench.command('failures', { target: 'refresh', kind: 'delay', ms: 300, after })
  const token = accessToken(row.id)
  while ((await harness.row(row.id)).leaseOwner === null) await wait(5)
  return { token }
}

describe('deleting a person', () => {
  it('takes everything of theirs away and ends every chain at Qonto, with nobody named in what stays', async () => {
    const jonas = await harness.connected({ person: 'Jonas', organization: 'Buchwerk Treuhand' })
    const own = { intent: 'connect' as const, userId: jonas.userId }
    await harness.connected({ person: 'Jonas', organization: 'Officina Aurora' }, own)
    await pause(jonas)
    await db().session.create({
      data: { id: jonas.id, tokenHash: new Uint8Array(32), userId: jonas.userId, expiresAt: new Date() },
    })
    const eventTypes = ['connection.connected']
    await makeEndpoint(personOf(jonas.userId), {
      ...{ url: 'https://hooks.example/', description: '', eventTypes, connections: null },
    })
    await lookForTransitions()
    expect(await db().delivery.count()).toBe(2)
    await deletePerson(row.userId)
    const { endings, finish } = await deleted(jonas.userId)
    expect(await rows()).toEqual(NOBODY)
    expect(endings).toHaveLength(2)
    await finish()
    expect(await live()).toBe(0)
    const kept = JSON.stringify([await db().activity.findMany(), await db().revocation.findMany()])
    for (const trace of [jonas.id, jonas.userId, row.id, 'Jonas', 'Buchwerk', 'organization.read', 'ory_'])
      expect(kept).not.toContain(trace)
    const events = await db().activity.findMany({ orderBy: { id: 'asc' }, select: { event: true } })
    expect(events.map(({ event }) => event)).toEqual([
      ...['connected', 'connected', 'connected', 'paused', 'endpoint_made', 'account_deleted', 'account_deleted'],
    ])
  })

  it('leaves everybody else as they were', async () => {
    const giulia = await harness.connected({ person: 'Giulia' })
    const { finish } = await deleted()
    await finish()
    expect(await harness.row(giulia.id)).toEqual(giulia)
    expect(await db().activity.count({ where: { userId: giulia.userId } })).toBe(1)
    expect(await live()).toBe(1)
    expect((await accessToken(giulia.id)).ok).toBe(true)
  })

  it('works while Qonto is down: gone here at once, ended there as soon as it answers', async () => {
    await fail({ target: 'all', kind: 'refuse' })
    const { finish } = await deleted()
    await finish()
    expect(await rows()).toEqual(NOBODY)
    expect(await db().revocation.findMany()).toMatchObject([
      { connectionId: null, cause: 'account_deleted', doneAt: null, tokenSealed: expect.stringMatching(/^v1\.test\./) },
    ])
    await harness.bench.command('reset', {})
    expect(await live()).toBe(1)
    await revokeAll()
    expect(await live()).toBe(0)
    expect(await db().revocation.findMany()).toMatchObject([{ doneAt: expect.any(Date), tokenSealed: null }])
  })

  it('ends what was still being disconnected', async () => {
    const jonas = await harness.connected({ person: 'Jonas', organization: 'Atelier Lumen' })
    await fail({ target: 'all', kind: 'refuse' })
    await disconnect(jonas.id)
    await harness.bench.command('reset', {})
    await deletePerson(row.userId)
    const { endings } = await deleted(jonas.userId)
    expect(endings).toHaveLength(1)
    expect(await rows()).toEqual(NOBODY)
    await revokeAll()
    expect(await live()).toBe(0)
  })

  it('takes back what it had subscribed to at Qonto', async () => {
    await harness.bench.command('reset', { all: true })
    await db().user.deleteMany()
    row = await harness.connected({ query: { scope: 'openid offline_access organization.read webhook' } })
    const subscribed = await subscribeWebhook(row, 'https://dashboard.example.com/api/qonto/webhooks')
    expect(subscribed.ok).toBe(true)
    expect((await harness.bench.command('state')).webhooks.subscriptions).toHaveLength(1)
    const { finish } = await deleted()
    await finish()
    expect((await harness.bench.command('state')).webhooks.subscriptions).toEqual([])
    expect(await live()).toBe(0)
  })

  it('is done once, however often it is asked for at the same moment', async () => {
    const farewells = await Promise.all([deleted(), deleted(), deleted()])
    expect(farewells.flatMap(({ endings }) => endings)).toHaveLength(1)
    expect(await db().activity.count({ where: { event: 'account_deleted' } })).toBe(1)
  })

  it('leaves no chain behind that a sign-in brings at the same moment', async () => {
    const consent = harness.consent().catch(() => null)
    const { finish } = await deleted()
    // One that the database refused in the end is revoked by its callback, which has no part in this test.
    const unstored = (await consent) === null ? 1 : 0
    await finish()
    await revokeAll()
    // Whoever was second: a fresh person with the new chain, or nobody and none.
    expect(await live()).toBe((await db().connection.count()) + unstored)
  })

  it('forgets a person of whom a key was lost for good, and remembers that one end is theirs to make', async () => {
    const refreshTokenSealed = row.refreshTokenSealed?.replace('v1.test.', 'v1.lost.') ?? null
    await db().connection.update({ where: { id: row.id }, data: { refreshTokenSealed } })
    const { finish } = await deleted()
    await finish()
    expect(await rows()).toEqual(NOBODY)
    expect(await db().revocation.findMany()).toMatchObject([
      { tokenSealed: null, doneAt: null, lastOutcome: 'key_missing', cause: 'account_deleted' },
    ])
  })

  it('changes nothing while our keys are wrong altogether', async () => {
    await restartWith(...settings().encryptionKeys)
    await db().canary.updateMany({ data: { canarySealed: 'v1.test.wrong' } })
    expect(await keyState(Date.now() + 120_000)).toBe('cannot_open')
    expect(await deletePerson(row.userId)).toEqual({ ok: false, reason: 'locked' })
    expect(await rows()).toMatchObject({ users: 1, connections: 1 })
    expect(await db().revocation.count()).toBe(0)
    expect(await db().activity.findMany()).toMatchObject([{ userId: row.userId, connectionId: row.id }])
    await db().canary.deleteMany()
    expect(await keyState(Date.now() + 240_000)).toBe('ready')
  })
})

describe('deleting a person while a refresh is in flight', () => {
  it.each([
    ['before Qonto has rotated', false],
    ['after it', true],
  ])('%s ends the old pair and the new one, also when Qonto is asked in between', async (_, after) => {
    const { token } = await inFlight(after)
    const { finish } = await deleted()
    await finish()
    expect(await token).toEqual({ ok: false, reason: 'gone' })
    await revokeAll()
    expect(await live()).toBe(0)
    expect(await rows()).toEqual(NOBODY)
  })

  it.each([
    ['before Qonto has rotated', false],
    ['after it', true],
  ])('%s ends both when Qonto is asked only afterwards', async (_, after) => {
    const { token } = await inFlight(after)
    await deleted()
    expect(await token).toEqual({ ok: false, reason: 'gone' })
    await revokeAll()
    expect(await live()).toBe(0)
    // The pair that came too late has nobody's id either.
    expect(await db().revocation.count({ where: { connectionId: { not: null } } })).toBe(0)
  })

  it('ends a chain of which we hold only a used token, also when its time has passed', async () => {
    await expire()
    await harness.bench.command('failures', { target: 'refresh', kind: 'lose_answer', work: true })
    expect((await accessToken(row.id)).ok).toBe(false)
    await deleted()
    // Whoever had been at it is gone as well; and from here on revoking the token that we know does nothing.
    await harness.bench.command('clock', { advanceSeconds: 61 })
    expect(await live()).toBe(1)
    await revokeAll()
    expect(await live()).toBe(0)
    expect(await sweepAttempts()).toBe(0)
  })

  it('keeps the newest token of such a chain until its end is accepted', async () => {
    await expire()
    await harness.bench.command('failures', { target: 'refresh', kind: 'lose_answer', work: false })
    expect((await accessToken(row.id)).ok).toBe(false)
    await deleted()
    await fail({ target: 'revoke', kind: 'refuse' })
    await revokeAll()
    expect(await db().revocation.findMany()).toMatchObject([{ mayBeUsed: false, doneAt: null }])
    await harness.bench.command('reset', {})
    await harness.bench.command('clock', { advanceSeconds: 61 })
    await revokeAll()
    expect(await live()).toBe(0)
  })
})
