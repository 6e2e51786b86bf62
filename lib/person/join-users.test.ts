import { beforeEach, describe, expect, it } from 'vitest'
import { createSession } from '#lib/auth/session/session-store'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId, newSecret } from '#lib/ids'
import { makeCalendar, makeStatusLink } from '#lib/links/make-link'
import { joinUsers } from '#lib/person/join-users'
import { useHarness } from '#lib/testing/use-harness'
import { makeEndpoint } from '#lib/told/webhooks/make-endpoint'

const AT_BUCHWERK = { person: 'Jonas', organization: 'Buchwerk Treuhand' }
const AT_LUMEN = { person: 'Jonas', organization: 'Atelier Lumen' }

const harness = useHarness()
let [older, younger] = [] as unknown as [Connection, Connection]
beforeEach(async () => {
  older = await harness.connected(AT_BUCHWERK)
  younger = await harness.connected(AT_LUMEN)
  expect(younger.userId).not.toBe(older.userId)
})

const sessionOf = async ({ userId }: Connection) => (await createSession(newSecret(), userId, null)).id

/** The person of one connection asks, and comes back from Qonto as somebody. */
async function join(asking: Connection, wish: object) {
  const sessionId = await sessionOf(asking)
  const as = { intent: 'join' as const, userId: asking.userId, sessionId }
  const consent = await harness.consentOf({ ...wish, query: { scope: 'openid' } }, as)
  return joinUsers({ ...consent, formerSessionId: sessionId })
}

describe('joining two users', () => {
  it.each([
    ['the older one', () => [older, AT_LUMEN] as const],
    ['the younger one', () => [younger, AT_BUCHWERK] as const],
  ])('that is begun by %s leaves the older with all of both, and ends the other’s sessions', async (_, begun) => {
    const [asking, wish] = begun()
    const other = asking === older ? younger : older
    const [elsewhere, others] = [await sessionOf(asking), await sessionOf(other)]
    expect(await join(asking, wish)).toMatchObject({ ok: true, value: { userId: older.userId } })
    expect(await db().user.findMany({ select: { id: true } })).toEqual([{ id: older.userId }])
    expect(await db().account.count({ where: { userId: older.userId } })).toBe(2)
    const connections = await db().connection.findMany({ orderBy: { createdAt: 'asc' } })
    expect(connections).toMatchObject([
      { id: older.id, userId: older.userId, status: 'active', organizationId: older.organizationId },
      { id: younger.id, userId: older.userId, status: 'active', organizationId: younger.organizationId },
    ])
    expect(await db().activity.count({ where: { NOT: { userId: older.userId } } })).toBe(0)
    expect(await db().activity.count({ where: { event: 'users_joined', userId: older.userId } })).toBe(1)
    expect(await db().event.count({ where: { type: 'account.joined', userId: older.userId } })).toBe(1)
    const left = (await db().session.findMany()).map(({ id }) => id)
    expect(left).not.toContain(others)
    expect(left.every((id) => id === elsewhere)).toBe(true)
    for (const again of [AT_BUCHWERK, AT_LUMEN])
      expect(await harness.consent(again)).toMatchObject({ ok: true, value: { userId: older.userId } })
  })

  it('ends calendars and links that show all connections, and keeps those that show one', async () => {
    const owners = [personOf(older.userId), personOf(younger.userId)]
    for (const owner of owners) {
      await makeCalendar(owner, 'Phone')
      await makeStatusLink(owner, { name: 'All', connection: '', lifetime: '30' })
    }
    await makeStatusLink(personOf(younger.userId), { name: 'One', connection: younger.id, lifetime: '30' })
    await join(older, AT_LUMEN)
    const links = await db().link.findMany({ where: { userId: older.userId } })
    expect(links).toHaveLength(5)
    expect(links.filter(({ revokedAt }) => revokedAt === null)).toMatchObject([{ name: 'One' }])
    expect(await db().activity.count({ where: { event: { endsWith: '_revoked' }, actor: 'system' } })).toBe(4)
  })

  it.each([
    ['their own identity', AT_BUCHWERK],
    ['one that nobody signs in with', { person: 'Inès' }],
  ])('joins nobody when %s comes back', async (_, wish) => {
    const before = [await db().user.count(), await db().account.count()]
    expect(await join(older, wish)).toEqual({ ok: false, reason: 'nobody_to_join' })
    expect([await db().user.count(), await db().account.count()]).toEqual(before)
  })

  it('keeps both connections when each has the same organisation by the same person', async () => {
    const { organizationId, subject } = older
    await db().connection.update({ where: { id: younger.id }, data: { organizationId, subject } })
    expect(await join(older, AT_LUMEN)).toMatchObject({ ok: true })
    const rows = await db().connection.findMany({ orderBy: { createdAt: 'asc' } })
    expect(rows.map((row) => row.organizationId)).toEqual([organizationId, null])
    expect(rows.every((row) => row.userId === older.userId && row.refreshTokenSealed !== null)).toBe(true)
  })

  it('takes the mail addresses along, and keeps the older one’s where both have the same', async () => {
    const addresses = [
      [older, 'both@example.com', ['own']],
      [younger, 'both@example.com', ['keys']],
      [younger, 'younger@example.com', ['problems']],
    ] as const
    for (const [{ userId }, address, kinds] of addresses)
      await db().mailAddress.create({ data: { id: newId(), userId, address, kinds: [...kinds] } })
    expect(await join(younger, AT_BUCHWERK)).toMatchObject({ ok: true })
    const rows = await db().mailAddress.findMany({ orderBy: { address: 'asc' } })
    expect(rows).toMatchObject([
      { userId: older.userId, address: 'both@example.com', kinds: ['own'] },
      { userId: older.userId, address: 'younger@example.com', kinds: ['problems'] },
    ])
  })

  it('has a webhook go on with the connections that it was told of, and no others', async () => {
    const webhook = { description: '', eventTypes: ['connection.paused'], connections: null }
    for (const { userId } of [older, younger])
      await makeEndpoint(personOf(userId), { ...webhook, url: `https://hooks.example/${userId}` })
    expect(await join(older, AT_LUMEN)).toMatchObject({ ok: true })
    const rows = await db().webhookEndpoint.findMany({ include: { connections: true }, orderBy: { id: 'asc' } })
    expect(rows).toMatchObject([
      { userId: older.userId, everyConnection: false, connections: [{ connectionId: older.id }] },
      { userId: older.userId, everyConnection: false, connections: [{ connectionId: younger.id }] },
    ])
  })
})
