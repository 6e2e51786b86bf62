import { beforeEach, expect, it } from 'vitest'
import { revokeKey } from '#lib/api-keys/change-key'
import { makeKey } from '#lib/api-keys/make-key'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { useHarness } from '#lib/testing/use-harness'
import { EVENTS, type EventType } from '#lib/told/event-catalogue'
import { tellExpiringKeys } from '#lib/told/tell-of-key'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

async function make(lifetime: string): Promise<string> {
  const all = { permissions: ['tokens:read'], mayMoveMoney: false, connections: null, addresses: '' }
  await makeKey(personOf(row.userId), { name: 'Cron', ...all, lifetime })
  return (await db().apiKey.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
}

async function told(): Promise<string[]> {
  const events = await db().event.findMany({ orderBy: { id: 'asc' } })
  for (const { type, data } of events) EVENTS[type as EventType].parse(data)
  return events.map(({ type, data }) => `${type} ${(data as { days_left?: number }).days_left ?? ''}`.trim())
}

const endsIn = (days: number) => db().$executeRaw`
  UPDATE api_keys SET expires_at = now() + make_interval(days => ${days}::int) - interval '1 hour',
                      created_at = now() - interval '60 days'`

it('tells that a key was made and revoked, and of revoking it again nothing', async () => {
  const id = await make('30')
  await revokeKey(personOf(row.userId), id)
  await revokeKey(personOf(row.userId), id)
  expect(await told()).toEqual(['api_key.created', 'api_key.revoked'])
})

it('tells of the end of a key 14, 3 and 1 days before, each once, by however many processes', async () => {
  await make('90')
  for (const days of [15, 14, 10, 3, 2, 1]) {
    await endsIn(days)
    await Promise.all([tellExpiringKeys(), tellExpiringKeys(), tellExpiringKeys()])
  }
  expect(await told()).toEqual(['api_key.created', ...[14, 3, 1].map((days) => `api_key.expiring ${days}`)])
})

it('tells what is true after a pause, and nothing of a key that is over, revoked, or was never to live so long', async () => {
  await make('90')
  await endsIn(1)
  expect(await tellExpiringKeys()).toBe(1)
  await db().$executeRaw`UPDATE api_keys SET reminded_days = NULL, created_at = now() - interval '1 hour'`
  expect(await tellExpiringKeys()).toBe(0)
  await endsIn(1)
  await db().$executeRaw`UPDATE api_keys SET revoked_at = now()`
  expect(await tellExpiringKeys()).toBe(0)
})
