import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import type { Connection } from '#lib/generated/prisma/client'
import { doDueWork } from '#lib/jobs/do-due-work'
import { openToken } from '#lib/keys/sealed-store'
import { useHarness } from '#lib/testing/use-harness'

const DAY_MS = 86_400_000

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

/** One batch. */
const work = () => doDueWork(performance.now() + 100)
const requests = async () => (await harness.bench.command('state')).counts.requests
async function idleFor(days: number): Promise<void> {
  // Before the clock is moved: the simulator lives in this process, and moves ours too.
  const then = new Date(Date.now() - days * DAY_MS)
  await harness.bench.command('clock', { advanceSeconds: days * 86_400 })
  await db().connection.update({
    where: { id: row.id },
    data: { refreshIssuedAt: then, accessExpiresAt: then, provenAt: new Date(), grantedAt: then },
  })
  await harness.bench.fetch('/simulator/requests', { method: 'DELETE' })
}
/** As far as the proof is concerned that is due after a consent. */
async function letMinutePass(): Promise<void> {
  await db().$executeRaw`UPDATE connections SET recheck_at = recheck_at - interval '1 minute'`
}
async function isDueAgainAtOnce(): Promise<boolean> {
  const [{ due } = { due: true }] = await db().$queryRaw<Array<{ due: boolean }>>`
    SELECT due_at <= now() AS due FROM connections WHERE id = ${row.id}::uuid`
  return due
}

describe('due work', () => {
  it('asks again within a day after a minute in which the API answered 401 to everything', async () => {
    await harness.bench.command('failures', { target: 'api', kind: 'status', status: 401, times: 0 })
    await letMinutePass()
    // Time enough to begin also on a busy machine.
    await doDueWork(performance.now() + 5_000)
    expect((await harness.row(row.id)).failure).toBe('unauthorized')
    const [wait] = await db().$queryRaw<Array<{ hours: number }>>`
      SELECT extract(epoch FROM due_at - now())::float8 / 3600 AS hours FROM connections WHERE id = ${row.id}::uuid`
    expect(wait?.hours).toBeGreaterThan(1)
    expect(wait?.hours).toBeLessThan(24)
  })

  it('does not look at a connection that is idle and well', async () => {
    expect(await work()).toBe(0)
    await idleFor(6)
    expect(await work()).toBe(0)
    expect((await requests()).refresh ?? 0).toBe(0)
  })

  it.each([9, 89])('keeps a grant alive that was idle for %i days', async (days) => {
    await idleFor(days)
    expect(await work()).toBe(1)
    const after = await harness.row(row.id)
    expect(after).toMatchObject({ generation: 2n, status: 'active' })
    expect(after.refreshIssuedAt).toEqual(after.provenAt)
    expect(await db().rotation.findFirst()).toMatchObject({ cause: 'keep_alive', outcome: 'rotated' })
    expect(await isDueAgainAtOnce()).toBe(false)
  })

  it('keeps the consent of a paused connection alive, and does not wake it', async () => {
    await idleFor(31)
    await db().connection.update({ where: { id: row.id }, data: { status: 'frozen' } })
    expect(await work()).toBe(1)
    expect(await harness.row(row.id)).toMatchObject({ generation: 2n, status: 'frozen' })
  })

  it('proves a new connection a minute later, once: a disconnect that was under way may have hit its grant', async () => {
    await letMinutePass()
    await harness.bench.command('revoke', { all: true })
    expect(await work()).toBe(1)
    expect((await harness.row(row.id)).failure).toBe('refusal_unconfirmed')
    const another = await harness.connected()
    await letMinutePass()
    expect(await work()).toBe(1)
    expect(await harness.row(another.id)).toMatchObject({ status: 'active', recheckAt: null })
    expect(await work()).toBe(0)
  })

  it('proves what else a person has once, after one of their consents was withdrawn', async () => {
    const other = await harness.connected(
      { person: 'Jonas', organization: 'Buchwerk Treuhand' },
      { intent: 'connect', userId: row.userId },
    )
    await letMinutePass()
    await work()
    await disconnect(row.id)
    expect((await harness.row(other.id)).recheckAt).not.toBeNull()
    expect(await work()).toBe(1)
    expect(await harness.row(other.id)).toMatchObject({ status: 'active', recheckAt: null })
    expect(await work()).toBe(0)
  })

  it('proves a connection once a day, and not again after a final 401', async () => {
    const proveAgo = (ms: number) =>
      db().connection.update({ where: { id: row.id }, data: { provenAt: new Date(Date.now() - ms) } })
    await proveAgo(2 * DAY_MS)
    expect(await work()).toBe(1)
    expect((await harness.row(row.id)).provenAt?.getTime()).toBeGreaterThan(Date.now() - 60_000)
    await proveAgo(2 * DAY_MS)
    await harness.bench.command('failures', { target: 'api', kind: 'status', status: 401, times: 0 })
    expect(await work()).toBe(1)
    expect(await harness.row(row.id)).toMatchObject({ failure: 'unauthorized' })
    expect(await work()).toBe(0)
  })

  it.each([
    ['Qonto is down', { target: 'all', kind: 'refuse', times: 0 }],
    ['our credentials are refused', { kind: 'refuse_credentials' }],
  ])('moves on when %s', async (_, failure) => {
    await idleFor(31)
    await harness.bench.command('failures', failure)
    expect(await work()).toBe(1)
    expect(await harness.row(row.id)).toMatchObject({ status: 'active', generation: 1n })
    expect(openToken(await harness.row(row.id), 'refreshTokenSealed').kind).toBe('open')
    expect(await isDueAgainAtOnce()).toBe(false)
  })

  it('finishes a disconnect that could not be confirmed', async () => {
    await harness.bench.command('failures', { target: 'all', kind: 'refuse', times: 0 })
    expect((await disconnect(row.id)).ok).toBe(false)
    await harness.bench.command('reset', {})
    await db().connection.update({ where: { id: row.id }, data: { nextAttemptAt: new Date(0) } })
    expect(await work()).toBe(1)
    expect(await harness.row(row.id)).toMatchObject({ status: 'disconnected', refreshTokenSealed: null })
  })

  it('leaves connections of another environment alone', async () => {
    await idleFor(31)
    await db().connection.update({ where: { id: row.id }, data: { environment: 'production' } })
    expect(await work()).toBe(0)
  })
})
