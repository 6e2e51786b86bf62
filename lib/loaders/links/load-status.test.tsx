import { prerender } from 'react-dom/static'
import { beforeEach, describe, expect, it } from 'vitest'
import { GET } from '#app/status/[secret]/json/route'
import { StatusBoard } from '#components/status/status-board'
import { LIMITS } from '#lib/auth/limits/limit-catalogue'
import { pause } from '#lib/connection/changes/pause'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { revokeLink } from '#lib/links/change-link'
import { findLink } from '#lib/links/find-link'
import { makeCalendar, makeStatusLink } from '#lib/links/make-link'
import { loadStatus } from '#lib/loaders/links/load-status'
import { deletePerson } from '#lib/person/delete-person'
import { personalValues, secretIn } from '#lib/testing/links'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  await db().rateLimit.deleteMany()
  row = await harness.connected()
})

const link = (connection: string, owner = row.userId) =>
  makeStatusLink(personOf(owner), { name: 'Wallboard', connection, lifetime: '30' })
const secretOf = async (connection = row.id, owner = row.userId) => secretIn(await link(connection, owner))
const json = async (secret: string) => {
  const request = new Request('http://localhost:3000/status/x.json')
  const response = await GET(request, { params: Promise.resolve({ secret }) })
  return { status: response.status, body: await response.json() }
}
async function page(secret: string): Promise<string> {
  const status = await loadStatus(secret, new Headers())
  if (!status.ok) throw new Error(String(status.reason))
  const { prelude } = await prerender(<StatusBoard status={status.value} refreshes={false} />)
  return new Response(prelude).text()
}
const change = (data: object, id = row.id) => db().connection.update({ where: { id }, data })

describe('a status link', () => {
  it('says of one connection its organisation, its state in words, since when and until when, and nothing else', async () => {
    const { body } = await json(await secretOf())
    expect(body).toEqual({
      as_of: expect.stringMatching(/Z$/),
      connection: {
        organization: row.organizationName,
        state: 'ok',
        text: 'Working',
        since: row.provenAt?.toISOString(),
        ...{ works_until: null, renews_automatically: true },
      },
    })
  })

  it('counts all connections by state, also future ones, and lists them', async () => {
    const secret = await secretOf('')
    await harness.twins(row, 2, { status: 'frozen', organizationName: 'Twin' })
    await harness.twins(row, 1, { status: 'disconnected', organizationName: 'Ended' })
    const { body } = await json(secret)
    expect(body).toMatchObject({ total: 3, states: { ok: 1, frozen: 2 } })
    expect(body.connections.map(({ organization }: { organization: string }) => organization)).toEqual([
      ...[row.organizationName, 'Twin', 'Twin'],
    ])
    const html = await page(secret)
    expect(html).toContain('1 of 3 connections work')
    expect(html).toContain('Paused')
    await change({ status: 'frozen' })
    expect(await page(secret)).toContain('None of 3 connections works')
  })

  it.each(['', 'one'])('holds no personal value and no id, on the page and as JSON (%s)', async (which) => {
    const secret = await secretOf(which === '' ? '' : row.id)
    const { id: linkId } = await db().link.findFirstOrThrow()
    const personal = [...personalValues(await harness.row(row.id)), linkId]
    expect(personal.length).toBeGreaterThan(10)
    const texts = [await page(secret), JSON.stringify(await json(secret))]
    for (const text of texts)
      expect(personal.filter((value) => text.toLowerCase().includes(value.toLowerCase()))).toEqual([])
    for (const text of texts) expect(text).toContain(row.organizationName)
  })

  it('says since when a connection is paused, and when one without automatic renewal really ends', async () => {
    const secret = await secretOf()
    await pause(row, 'person')
    const { at } = await db().activity.findFirstOrThrow({ where: { event: 'paused' } })
    expect((await json(secret)).body.connection).toMatchObject({ text: 'Paused', since: at.toISOString() })
    const accessExpiresAt = new Date(Date.now() + 1_800_000)
    await change({ status: 'active', refreshTokenSealed: null, accessExpiresAt })
    expect((await json(secret)).body.connection).toMatchObject({
      ...{ state: 'no_renew', works_until: accessExpiresAt.toISOString(), renews_automatically: false },
    })
  })

  it('asks Qonto nothing and changes nothing, also of a connection that is due', async () => {
    const secret = await secretOf()
    const before = await change({ accessExpiresAt: new Date(0), provenAt: new Date(0) })
    const requests = async () => (await harness.bench.command('state')).counts.requests
    const asked = await requests()
    await json(secret)
    await page(secret)
    expect(await requests()).toEqual(asked)
    expect(await harness.row(row.id)).toEqual(before)
  })

  it('is noted when it is opened, to the minute and not more', async () => {
    const secret = await secretOf()
    const opened = async () => (await db().link.findFirstOrThrow()).lastOpenedAt
    await json(secret)
    await expect.poll(opened).not.toBeNull()
    expect((await opened())?.getTime()).toSatisfy((time: number) => time % 60_000 === 0)
  })

  it('is no longer there once it is revoked or expired, or what it showed is ended, foreign or deleted', async () => {
    const gone = { status: 404, body: { error: 'gone' } }
    const [secret, revoked, expired] = [await secretOf(), await secretOf(), await secretOf()]
    const [, revokedRow, expiredRow] = await db().link.findMany({ orderBy: { id: 'asc' } })
    await revokeLink(personOf(row.userId), revokedRow?.id)
    await db().link.update({ where: { id: expiredRow?.id ?? '' }, data: { expiresAt: new Date() } })
    expect([await json(revoked), await json(expired)]).toEqual([gone, gone])
    expect((await json(secret)).status).toBe(200)
    for (const data of [{ status: 'disconnected' as const }, { environment: 'sandbox' as const }]) {
      await change(data)
      expect(await json(secret)).toEqual(gone)
      await change({ status: 'active', environment: 'simulator' })
    }
    const stranger = await harness.connected({ person: 'Giulia' })
    await change({ userId: stranger.userId })
    expect(await json(secret)).toEqual(gone)
    await change({ userId: row.userId })
    expect((await json(secret)).status).toBe(200)
    await deletePerson(row.userId)
    expect(await json(secret)).toEqual(gone)
    expect(await db().link.count()).toBe(0)
  })

  it('is refused for another person’s connection, an ended one, and what no form of ours sends', async () => {
    const stranger = await harness.connected({ person: 'Giulia' })
    expect(await link(stranger.id)).toEqual({ ok: false, reason: 'connection' })
    await change({ status: 'disconnected' })
    expect(await link(row.id)).toEqual({ ok: false, reason: 'connection' })
    const owner = personOf(row.userId)
    for (const [wish, reason] of [
      [{ name: ' ' }, 'name'],
      [{ name: 'x'.repeat(81) }, 'name'],
      [{ lifetime: '31' }, 'lifetime'],
      [{ lifetime: '' }, 'lifetime'],
      [{ connection: 'x' }, 'connection'],
    ] as const)
      expect(await makeStatusLink(owner, { name: 'x', connection: '', lifetime: '30', ...wish })).toEqual({
        ...{ ok: false, reason },
      })
  })

  it('is neither shown nor ended by another user', async () => {
    const secret = await secretOf()
    const stranger = await harness.connected({ person: 'Giulia' })
    await revokeLink(personOf(stranger.userId), (await db().link.findFirstOrThrow()).id)
    expect((await json(secret)).status).toBe(200)
    expect((await json(await secretOf('', stranger.userId))).body.total).toBe(1)
  })

  it('is no calendar, and a calendar is no status link', async () => {
    const calendar = secretIn(await makeCalendar(personOf(row.userId), 'Phone'))
    expect((await json(calendar)).status).toBe(404)
    expect(await findLink('calendar', await secretOf())).toBeNull()
  })

  it('that is wrong is answered a limited number of times, and one that is right for ever', async () => {
    const secret = await secretOf()
    await json(`${secret}x`)
    await db().rateLimit.updateMany({ data: { points: LIMITS.bad_link.points } })
    expect(await json(`${secret}x`)).toMatchObject({ status: 429, body: { error: 'too_many_requests' } })
    expect((await json(secret)).status).toBe(200)
  })

  it('leaves entries in the log when it is made and revoked, and its secret nowhere', async () => {
    const secret = await secretOf()
    await revokeLink(personOf(row.userId), (await db().link.findFirstOrThrow()).id)
    const entries = await db().activity.findMany({
      where: { event: { startsWith: 'status_link' } },
      orderBy: { id: 'asc' },
    })
    expect(entries.map(({ event, connectionId }) => [event, connectionId])).toEqual([
      ['status_link_made', row.id],
      ['status_link_revoked', row.id],
    ])
    const [dump] = await db().$queryRaw<Array<{ text: string }>>`
      SELECT string_agg(l::text, '') || (SELECT string_agg(a::text, '') FROM activities a) AS text FROM links l`
    expect(dump?.text).not.toContain(secret.slice(4, 20))
  })
})
