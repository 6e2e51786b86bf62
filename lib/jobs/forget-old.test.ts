import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { forgetOld } from '#lib/jobs/forget-old'
import { ERASED_TOKENS } from '#lib/keys/sealed-store'
import { daysOf, RENEWALS_SHOWN } from '#lib/person/retention'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

const DAY_MS = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY_MS)
const bytes = () => Uint8Array.from(randomBytes(32))
const forget = () => forgetOld(performance.now() + 10_000)
const paused = (at: Date) =>
  db().activity.create({
    data: { id: newId(), at, event: 'paused', actor: 'you', outcome: 'done', connectionId: row.id },
  })
const renewed = (startedAt: Date, finishedAt: Date | null = startedAt) =>
  db().rotation.create({
    data: {
      ...{ id: newId(), connectionId: row.id, generation: 1n, fingerprint: bytes(), cause: 'keep_alive' },
      ...{ startedAt, finishedAt, outcome: finishedAt && 'rotated' },
    },
  })

/** One row of each kind that is as old as its limit allows, give or take an hour. */
async function rowsThatAre(hoursOlder: number) {
  const [{ environment, userId }, id] = [row, newId()]
  const at = (kind: Parameters<typeof daysOf>[0]) => ago(daysOf(kind) + hoursOlder / 24)
  await db().activity.create({
    data: { id, at: at('activity'), event: 'checked', actor: 'you', outcome: 'done', connectionId: row.id },
  })
  await db().transaction.create({
    data: { id, environment, intent: 'connect', stateHash: bytes(), begunAt: at('trips') },
  })
  await db().apiKey.create({
    data: {
      ...{ id, userId, name: 'Cron', start: 'mrk_x', secretHash: bytes(), permissions: [], everyConnection: true },
      ...(hoursOlder < 0 ? { revokedAt: at('endedKeys') } : { expiresAt: at('endedKeys') }),
    },
  })
  await db().link.create({
    data: {
      ...{ id, userId, kind: 'calendar', name: 'Phone', secretHash: bytes() },
      ...(hoursOlder < 0 ? { revokedAt: at('endedLinks') } : { expiresAt: at('endedLinks') }),
    },
  })
  await db().session.create({ data: { id, userId, tokenHash: bytes(), expiresAt: at('sessions') } })
  const revocation = { environment, cause: 'replaced', tokenSealed: null }
  await db().revocation.create({ data: { id, ...revocation, createdAt: ago(80), doneAt: at('revocations') } })
  await db().revocation.create({ data: { id: newId(), ...revocation, createdAt: at('unfinishedRevocations') } })
  await db().webhookDelivery.create({ data: { id, receivedAt: at('deliveries') } })
  await db().mailAddress.create({
    data: { id, userId, address: `${id}@example.com`, confirmUntil: at('unconfirmedAddresses') },
  })
  await db().invitation.create({
    data: { id: newId(), secretHash: randomBytes(32), note: '', expiresAt: at('unusedInvitations') },
  })
  const withdrawn = { ...row, id: newId(), organizationId: null, status: 'reconnect' as const, ...ERASED_TOKENS }
  await db().connection.create({
    data: { ...withdrawn, failedAt: at('endedSubscriptions'), checks: [], disconnectSteps: [] },
  })
  for (const connectionId of [row.id, withdrawn.id])
    await db().webhookSubscription.create({
      data: { id: newId(), connectionId, subscriptionId: newId(), secretSealed: 'v1.any', createdAt: ago(80) },
    })
}
async function counts() {
  const [activities, trips, sessions, revocations, deliveries, subscriptions, keys, links, invitations, addresses] =
    await Promise.all([
      db().activity.count({ where: { event: 'checked' } }),
      db().transaction.count({ where: { intent: 'connect' } }),
      db().session.count(),
      db().revocation.count(),
      db().webhookDelivery.count(),
      db().webhookSubscription.count({ where: { connection: { status: 'reconnect' } } }),
      db().apiKey.count(),
      db().link.count(),
      db().invitation.count(),
      db().mailAddress.count(),
    ])
  return { activities, trips, sessions, revocations, deliveries, subscriptions, keys, links, invitations, addresses }
}

describe('forgetting', () => {
  it('takes away what is older than its limit, and leaves what is younger', async () => {
    await db().transaction.deleteMany({ where: { intent: 'connect' } })
    await rowsThatAre(-1)
    const young = await counts()
    await rowsThatAre(+1)
    expect(await forget()).toBe(11)
    expect(await counts()).toEqual(young)
    expect(young).toEqual({
      activities: 1,
      trips: 1,
      sessions: 1,
      revocations: 2,
      deliveries: 1,
      subscriptions: 1,
      keys: 1,
      links: 1,
      invitations: 1,
      addresses: 1,
    })
    expect(await forget()).toBe(0)
  })

  it('goes on until nothing is left, however much there is', async () => {
    const old = Array.from({ length: 1_200 }, () => ({ id: newId(), receivedAt: ago(31) }))
    await db().webhookDelivery.createMany({ data: old })
    expect(await forget()).toBe(1_200)
  })

  it('stops when its time is over, or when it is told to', async () => {
    await db().webhookDelivery.create({ data: { id: newId(), receivedAt: ago(31) } })
    expect(await forgetOld(performance.now() - 1)).toBe(0)
    expect(await forgetOld(performance.now() + 10_000, AbortSignal.abort())).toBe(0)
    expect(await db().webhookDelivery.count()).toBe(1)
  })

  it('keeps the renewals that the picture of a living permission shows, and the consent it begins with', async () => {
    await db().connection.update({ where: { id: row.id }, data: { grantedAt: ago(300) } })
    await renewed(ago(301))
    for (let day = 0; day < RENEWALS_SHOWN + 2; day += 1) await renewed(ago(290 - day))
    const young = await renewed(ago(1))
    // Of an earlier permission one; and of this one, three more than are shown.
    expect(await forget()).toBe(4)
    const left = await db().rotation.findMany({ orderBy: { startedAt: 'desc' } })
    expect(left).toHaveLength(RENEWALS_SHOWN)
    expect(left[0]?.id).toBe(young.id)
  })

  it('keeps renewals of an earlier permission for as long as the limit says', async () => {
    await renewed(ago(daysOf('renewals') - 1))
    await renewed(ago(daysOf('renewals') + 1))
    expect(await forget()).toBe(1)
  })

  it('keeps the attempt of which nobody knows the outcome', async () => {
    const attemptAt = ago(120)
    await db().connection.update({ where: { id: row.id }, data: { attemptAt } })
    await renewed(attemptAt, null)
    expect(await forget()).toBe(0)
  })

  it('keeps since when a connection is paused, for as long as it is', async () => {
    await paused(ago(800))
    const last = await paused(ago(700))
    await db().connection.update({ where: { id: row.id }, data: { status: 'frozen' } })
    expect(await forget()).toBe(1)
    expect(await db().activity.findMany({ where: { event: 'paused' } })).toMatchObject([{ id: last.id }])
    await db().connection.update({ where: { id: row.id }, data: { status: 'active' } })
    expect(await forget()).toBe(1)
  })
})
