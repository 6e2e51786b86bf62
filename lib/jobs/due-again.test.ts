import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pause, resume } from '#lib/connection/changes/pause'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import type { Connection } from '#lib/generated/prisma/client'
import { doDueWork } from '#lib/jobs/do-due-work'
import { queueRevocation } from '#lib/keys/sealed-store'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { useHarness } from '#lib/testing/use-harness'

const DAY_MS = 86_400_000
const WITHOUT_RENEWAL = { query: { scope: 'openid organization.read membership.read' } }
const JONAS = { person: 'Jonas', organization: 'Buchwerk Treuhand' }

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

afterEach(() => {
  vi.useRealTimers()
})

const change = (id: string, data: Parameters<ReturnType<typeof db>['connection']['update']>[0]['data']) =>
  db().connection.update({ where: { id }, data })
/** Longer than the pause between two batches. */
const work = () => doDueWork(performance.now() + 1_200)
const fail = (failure: object) => harness.bench.command('failures', { times: 0, ...failure })
const longAgo = () => new Date(Date.now() - 3 * DAY_MS)
/** In seconds; null when never. */
async function dueIn(id: string): Promise<number | null> {
  const [found] = await db().$queryRaw<Array<{ seconds: number | null }>>`
    SELECT extract(epoch FROM due_at - now())::float8 AS seconds FROM connections WHERE id = ${id}::uuid`
  return found?.seconds ?? null
}

describe('work that cannot be done', () => {
  it('is put off when a token cannot be opened, instead of being all that is done', async () => {
    await change(row.id, { provenAt: longAgo(), accessTokenSealed: `v1.test.${'A'.repeat(16)}.${'A'.repeat(40)}` })
    expect(await work()).toBe(1)
    expect(await dueIn(row.id)).toBeGreaterThan(500)
  })

  it('is put off when it fails in us; an attempt within its grace stays free for the sweeper', async () => {
    await db().$executeRaw`CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.proven_at IS DISTINCT FROM OLD.proven_at OR NEW.lease_owner IS NOT NULL THEN RAISE EXCEPTION 'fault'; END IF;
      RETURN NEW; END $$`
    await change(row.id, { provenAt: longAgo() })
    await db().$executeRaw`CREATE TRIGGER fault BEFORE UPDATE ON connections FOR EACH ROW EXECUTE FUNCTION fault()`
    try {
      expect(await work()).toBe(1)
      expect(await dueIn(row.id)).toBeGreaterThan(50)
      await change(row.id, { attemptAt: new Date(), attemptCount: 1, nextAttemptAt: null })
      await work()
      expect(await harness.row(row.id)).toMatchObject({ nextAttemptAt: null })
    } finally {
      await db().$executeRaw`DROP FUNCTION fault CASCADE`
    }
  })

  it.each([
    ['a page', { kind: 'html' }],
    ['garbage', { kind: 'invalid_json' }],
    ['503', { kind: 'status', status: 503 }],
  ])(
    'ends a run with its first batch while the API answers with %s, although one could not even be asked',
    async (_, failure) => {
      await change(row.id, { provenAt: new Date(0), accessTokenSealed: `v1.test.${'A'.repeat(16)}.${'A'.repeat(40)}` })
      await harness.twins(row, 12, { provenAt: longAgo() })
      await fail({ target: 'api', ...failure })
      expect(await doDueWork(performance.now() + 5_000)).toBe(10)
      await harness.bench.command('reset', {})
      expect(await doDueWork(performance.now() + 5_000)).toBe(3)
    },
  )
})

describe('credentials of ours that are refused', () => {
  const run = () => doDueWork(performance.now() + 5_000)

  it('cost one try a run once they are known to be, and hold up nobody when they are mended', async () => {
    await harness.twins(row, 24, { refreshIssuedAt: new Date(Date.now() - 32 * DAY_MS) })
    await fail({ kind: 'refuse_credentials' })
    expect(await run()).toBe(10)
    expect([await run(), await run()]).toEqual([1, 1])
    await harness.bench.command('reset', {})
    expect(await run()).toBe(12)
    expect(await db().rotation.groupBy({ by: ['outcome'], _count: true, orderBy: { outcome: 'asc' } })).toMatchObject([
      { outcome: 'invalid_client', _count: 12 },
      { outcome: 'rotated', _count: 12 },
    ])
  })

  it('cost one revocation a run, and the others keep their turn', async () => {
    const { environment, clientId, id: connectionId } = row
    const queued = { environment, clientId, connectionId, token: 'ory_rt_of-nobody', cause: 'replaced' }
    for (let made = 0; made < 12; made += 1) await queueRevocation(db(), queued)
    await fail({ kind: 'refuse_credentials' })
    expect(await revokeQueued(50)).toEqual({ revoked: 0, failed: 1 })
    expect(await db().revocation.count({ where: { attempts: 0 } })).toBe(11)
    await harness.bench.command('reset', {})
    expect(await revokeQueued(50)).toEqual({ revoked: 11, failed: 0 })
  })
})

it('is due by the clock of the database, however far ahead ours is', async () => {
  await change(row.id, { nextAttemptAt: new Date(Date.now() + 600_000), provenAt: longAgo() })
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_200_000 })
  expect(await work()).toBe(0)
})

describe('the proof after a doubt', () => {
  it('is made of a connection without renewal too, for as long as its access lives', async () => {
    const other = await harness.connected({ ...JONAS, ...WITHOUT_RENEWAL })
    expect(await dueIn(other.id)).toBeGreaterThan(30)
    await change(other.id, { recheckAt: new Date() })
    await harness.bench.command('revoke', { all: true })
    expect(await work()).toBe(1)
    expect(await harness.row(other.id)).toMatchObject({ failure: 'unauthorized', dueAt: null })
  })

  it('ends with the access of a connection without renewal: nothing is asked about what is over', async () => {
    const other = await harness.connected({ ...JONAS, ...WITHOUT_RENEWAL })
    await change(other.id, { accessExpiresAt: new Date(Date.now() + 60_000), recheckAt: new Date() })
    expect(await dueIn(other.id)).toBeNull()
    expect(await work()).toBe(0)
  })

  it('waits for a paused connection to be resumed', async () => {
    const other = await harness.connected(JONAS, { intent: 'connect', userId: row.userId })
    await db().connection.updateMany({ data: { recheckAt: null } })
    await pause(other)
    await disconnect(row.id)
    expect(await work()).toBe(0)
    await resume(other)
    expect(await work()).toBe(1)
    expect(await harness.row(other.id)).toMatchObject({ recheckAt: null, status: 'active' })
  })

  it('is made of the stored grant when a poorer one was turned down for it', async () => {
    await change(row.id, { recheckAt: null })
    await harness.bench.command('revoke', { all: true })
    await harness.connected({ query: { scope: 'openid offline_access membership.read' } })
    expect(await work()).toBe(1)
    expect((await harness.row(row.id)).failure).toBe('refusal_unconfirmed')
  })
})

describe('an end that somebody is at', () => {
  it('is due when their lease is over, and not before', async () => {
    await change(row.id, {
      status: 'disconnecting',
      disconnectRequestedAt: longAgo(),
      leaseOwner: 'other',
      leaseUntil: new Date(Date.now() + 30_000),
    })
    expect(await work()).toBe(0)
    expect(await dueIn(row.id)).toBeGreaterThan(20)
  })
})
