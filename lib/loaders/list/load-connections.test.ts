import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createSession } from '#lib/auth/session/session-store'
import { db, pool } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newSecret } from '#lib/ids'
import { readWish } from '#lib/loaders/list/list-wish'
import { exportConnections, loadConnections } from '#lib/loaders/list/load-connections'
import { useHarness } from '#lib/testing/use-harness'

const asking = vi.hoisted(() => ({ token: '' }))
vi.mock('next/headers', () => ({ cookies: async () => ({ get: () => ({ value: asking.token }) }) }))

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
  asking.token = newSecret()
  await createSession(asking.token, row.userId, null)
})

const load = (address: Record<string, string> = {}) => loadConnections(readWish(address))
const namesOf = async (address: Record<string, string> = {}) =>
  (await load(address)).groups.flatMap(({ connections }) => connections.map(({ name }) => name))
const twin = (organizationName: string, changes: Partial<Connection> = {}) =>
  harness.twins(row, 1, { organizationName, ...changes })

describe('the list of connections', () => {
  it('has fifty on a page, each once, and is one statement', async () => {
    await harness.twins(row, 60, { organizationName: 'Zebra' })
    // The first one of a process also looks whether the keys fit.
    await load()
    const query = vi.spyOn(pool(), 'query')
    const first = await load()
    expect(query).toHaveBeenCalledTimes(1)
    query.mockRestore()
    const second = await load({ page: '2' })
    const ids = [first, second].map(({ groups }) =>
      groups.flatMap(({ connections }) => connections.map(({ id }) => id)),
    )
    expect(ids.map(({ length }) => length)).toEqual([50, 11])
    expect(new Set(ids.flat()).size).toBe(61)
    expect([first.pages, first.found, first.counts.works]).toEqual([2, 61, 61])
    // What does not exist is the last one.
    expect((await load({ page: '99' })).wish.page).toBe(2)
  })

  it('puts first what needs somebody, by reason and owner, and last what has ended', async () => {
    await twin('Ended', { status: 'disconnected', disconnectedAt: new Date() })
    await twin('Broken', { status: 'reconnect', failure: 'invalid_grant', failedAt: new Date() })
    await twin('Not confirmed', { status: 'disconnecting', disconnectRequestedAt: new Date() })
    await twin('Unreachable', { failure: 'timeout', failedAt: new Date() })
    await twin('Paused', { status: 'frozen' })
    const { groups, counts } = await load()
    expect(groups.map(({ standing }) => standing)).toEqual(['needs_you', 'retrying', 'works', 'paused', 'ended'])
    expect(await namesOf()).toEqual(['Broken', 'Not confirmed', 'Unreachable', row.organizationName, 'Paused', 'Ended'])
    expect(counts).toMatchObject({ needs_you: 2, retrying: 1, works: 1, paused: 1, ended: 1, archived: 0 })
    expect(await namesOf({ show: 'paused' })).toEqual(['Paused'])
  })

  it('counts in names as people do', async () => {
    for (const name of ['Client 10', 'Client 9', 'client 100']) await twin(name)
    expect(await namesOf({ q: 'client' })).toEqual(['Client 9', 'Client 10', 'client 100'])
  })

  it('finds a name or a label whatever the accents and the case, and nothing of another person', async () => {
    await twin('Éditions du Chêne', { labels: ['Île-de-France'] })
    await twin('=Chene', {})
    const stranger = await harness.connected({ person: 'Giulia' })
    await db().connection.update({ where: { id: stranger.id }, data: { organizationName: 'Chene of Giulia' } })
    expect(await namesOf({ q: 'CHENE' })).toEqual(['=Chene', 'Éditions du Chêne'])
    expect(await namesOf({ q: 'ile editions' })).toEqual(['Éditions du Chêne'])
    expect(await namesOf({ label: 'Île-de-France' })).toEqual(['Éditions du Chêne'])
    expect(await exportConnections(readWish({}), [stranger.id])).toEqual([])
  })

  it('tells apart what has the same name or none, and counts under each heading what was found', async () => {
    for (const name of ['Twin', 'TWIN', 'Other']) await twin(name, { labels: ['x'], status: 'frozen' })
    await twin(' ', { labels: ['x'], status: 'frozen' })
    await twin('Not labelled', { status: 'frozen' })
    const { groups, foundBy, counts } = await load({ label: 'x' })
    const lines = groups.flatMap(({ connections }) => connections)
    expect(lines.map(({ name, apart }) => [name, apart !== null])).toEqual([
      [null, true],
      ['Other', false],
      ['Twin', true],
      ['TWIN', true],
    ])
    expect(new Set(lines.map(({ apart }) => apart)).size).toBe(4)
    expect([foundBy.paused, counts.paused]).toEqual([4, 5])
  })

  it('has the notes in a file, which the page has not', async () => {
    await db().connection.update({ where: { id: row.id }, data: { note: 'Ask Camille' } })
    await twin('Two')
    const exported = await exportConnections(readWish({}), [])
    expect(exported?.map(({ note }) => note)).toEqual(['Ask Camille', null])
    expect(JSON.stringify(await load())).not.toContain('Ask Camille')
  })

  it('groups what works by its first label', async () => {
    await twin('One', { labels: ['b', 'a'] })
    await twin('Two', { labels: ['b'] })
    const { groups } = await load({ by: 'label' })
    expect(groups.map(({ label }) => label)).toEqual(['a', 'b', null])
  })

  it('hides what is archived until it is looked for, or ends again', async () => {
    const disconnectedAt = new Date(Date.now() - 60_000)
    await twin('Old', { status: 'disconnected', disconnectedAt, archivedAt: new Date() })
    expect(await namesOf()).toEqual([row.organizationName])
    expect(await namesOf({ q: 'old' })).toEqual(['Old'])
    expect(await namesOf({ show: 'archived' })).toEqual(['Old'])
    await db().connection.updateMany({
      where: { organizationName: 'Old' },
      data: { disconnectedAt: new Date(Date.now() + 1_000) },
    })
    expect(await namesOf()).toEqual([row.organizationName, 'Old'])
  })
})
