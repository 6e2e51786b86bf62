import { randomBytes } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { pause, resume } from '#lib/connection/changes/pause'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { restartWith } from '#lib/testing/harness'
import { useHarness } from '#lib/testing/use-harness'
import { EVENTS, type EventType } from '#lib/told/event-catalogue'
import { DUE, lookForTransitions } from '#lib/told/look-for-transitions'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

/** In the order in which they were written; each is what its schema says. */
async function told(): Promise<string[]> {
  await lookForTransitions()
  const events = await db().event.findMany({ orderBy: { id: 'asc' } })
  for (const { type, data } of events) EVENTS[type as EventType].parse(data)
  return events.map(({ type }) => type)
}

it('tells each transition of a life once, from whatever write it comes', async () => {
  expect(await told()).toEqual(['connection.connected'])
  await pause(row)
  await told()
  await resume(row)
  await told()
  await db().connection.update({ where: { id: row.id }, data: { status: 'reconnect', failure: 'invalid_grant' } })
  await told()
  await harness.connected({}, { intent: 'reconnect', userId: row.userId, connectionId: row.id })
  await told()
  await disconnect(row.id)
  expect(await told()).toEqual([
    ...['connection.connected', 'connection.paused', 'connection.resumed'],
    ...['connection.needs_attention', 'connection.recovered', 'connection.disconnected'],
  ])
  expect(await lookForTransitions()).toBe(0)
})

it('writes an event once, however many look at the same time', async () => {
  await harness.twins(row, 120, {})
  await Promise.all(Array.from({ length: 8 }, () => lookForTransitions()))
  await Promise.all(Array.from({ length: 8 }, () => lookForTransitions()))
  const perConnection = await db().event.groupBy({ by: ['connectionId'], _count: true })
  expect([perConnection.length, perConnection.every(({ _count }) => _count === 1)]).toEqual([121, true])
})

it('keeps both or neither: an event whose look fails is not there, and comes with the next', async () => {
  await db().$executeRaw`ALTER TABLE connections ADD CONSTRAINT no_stand CHECK (told_stand IS NULL)`
  await expect(lookForTransitions()).rejects.toThrow()
  expect(await db().event.count()).toBe(0)
  await db().$executeRaw`ALTER TABLE connections DROP CONSTRAINT no_stand`
  expect(await told()).toEqual(['connection.connected'])
})

it('looks again when time alone makes trouble news, and not at every renewal', async () => {
  await told()
  const trouble = { failure: 'timeout', failedAt: new Date() }
  await db().connection.update({ where: { id: row.id }, data: trouble })
  expect(await told()).toHaveLength(1)
  const { tellAt, seenAt } = await harness.row(row.id)
  expect([tellAt, seenAt].map((time) => time?.getTime())).toEqual([
    expect.closeTo(Date.now() + 30 * 60_000, -5),
    expect.closeTo(Date.now(), -5),
  ])
  await db().$executeRaw`
    UPDATE connections SET seen_at = seen_at - interval '31 minutes', tell_at = tell_at - interval '31 minutes'`
  expect(await told()).toEqual(['connection.connected', 'connection.needs_attention'])
  await db().connection.update({ where: { id: row.id }, data: { failure: null } })
  await told()
  await db().connection.update({
    where: { id: row.id },
    data: { generation: { increment: 1 }, accessExpiresAt: new Date(), refreshIssuedAt: new Date() },
  })
  expect(await lookForTransitions()).toBe(0)
})

it('tells what changes for all without a write: keys that are gone, another app, and either back', async () => {
  await harness.twins(row, 2, {})
  await told()
  await db().event.deleteMany()
  const [{ encryptionKeys, clientId }, broken] = [{ ...settings() }, Array(3).fill('connection.needs_attention')]
  const reasons = async () => {
    const events = await db().event.findMany({ where: { type: 'connection.needs_attention' }, orderBy: { id: 'desc' } })
    return new Set(events.slice(0, 3).map(({ data }) => (data as { reason?: string }).reason))
  }
  await restartWith({ id: 'test', key: randomBytes(32) })
  await told()
  expect([await told(), await reasons()]).toEqual([broken, new Set(['key_missing'])])
  await restartWith(...encryptionKeys)
  const recovered = Array(3).fill('connection.recovered')
  expect(await told()).toEqual([...broken, ...recovered])
  Object.assign(settings(), { clientId: 'another-app' })
  expect([await told(), await reasons()]).toEqual([[...broken, ...recovered, ...broken], new Set(['other_app'])])
  Object.assign(settings(), { clientId })
  expect(await told()).toEqual([...broken, ...recovered, ...broken, ...recovered])
  expect(await lookForTransitions()).toBe(0)
})

it('costs what is due, not what there is: five thousand that are not due are not read', async () => {
  const columns = await db().$queryRaw<Array<{ name: string }>>`
    SELECT column_name AS name FROM information_schema.columns
     WHERE table_name = 'connections' AND column_name NOT IN ('id', 'subject')`
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  await db().$executeRawUnsafe(`
    INSERT INTO connections (id, subject, ${names})
    SELECT gen_random_uuid(), subject || n, ${names} FROM connections, generate_series(1, 5000) AS n`)
  await db().$executeRaw`UPDATE connections SET tell_at = now() + interval '1 day' WHERE id <> ${row.id}::uuid`
  await db().$executeRaw`ANALYZE connections`
  expect(await lookForTransitions()).toBe(1)
  const plan = await db().$queryRawUnsafe<Array<Record<string, string>>>(`EXPLAIN ${DUE}`, 'simulator')
  expect(JSON.stringify(plan)).toContain('connections_tell_at_idx')
})
