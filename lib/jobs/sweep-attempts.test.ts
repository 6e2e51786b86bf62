import { beforeEach, describe, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId, sha256 } from '#lib/ids'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { openToken } from '#lib/keys/sealed-store'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

/** What a holder leaves behind that was killed: the token was used at Qonto, the answer is gone. */
async function abandon({ agoSeconds = 10 } = {}): Promise<void> {
  const opened = openToken(row, 'refreshTokenSealed')
  const token = opened.kind === 'open' ? opened.token : ''
  expect((await harness.bench.refresh(token)).status).toBe(200)
  await harness.bench.command('clock', { advanceSeconds: agoSeconds })
  await harness.bench.command('reset', {})
  await db().rotation.create({
    data: { id: newId(), connectionId: row.id, generation: 1n, fingerprint: sha256(token), cause: 'expiry' },
  })
  await db().$executeRaw`
    UPDATE connections SET attempt_at = now() - make_interval(secs => ${agoSeconds}), attempt_count = 1,
           lease_owner = 'dead', lease_until = now() - interval '1 second'
     WHERE id = ${row.id}::uuid`
}
const settle = () => db().connection.update({ where: { id: row.id }, data: { attemptAt: null, attemptCount: 0 } })
const refreshes = async () => (await harness.bench.command('state')).counts.requests.refresh ?? 0

describe('the sweeper', () => {
  it('leaves alone what its holder has stored since it was found: nobody needs another pair', async () => {
    await abandon()
    const find = db().$queryRaw.bind(db())
    // As after a pause of the whole process: the holder goes on while the sweeper looks.
    vi.spyOn(db(), '$queryRaw').mockImplementationOnce(((...query: Parameters<typeof find>) =>
      find(...query).then(async (due) => {
        await settle()
        return due
      })) as typeof find)
    expect(await sweepAttempts()).toBe(1)
    expect(await refreshes()).toBe(0)
  })

  it('takes up what a killed holder has left, and the connection goes on', async () => {
    await abandon()
    expect(await sweepAttempts()).toBe(1)
    expect(await harness.row(row.id)).toMatchObject({ generation: 2n, attemptAt: null, leaseOwner: null })
    const token = await accessToken(row.id)
    expect(token.ok && (await harness.bench.api('membership', token.value.token)).status).toBe(200)
    const entries = await db().rotation.findMany({ orderBy: { startedAt: 'asc' } })
    expect(entries.map(({ outcome, cause }) => [cause, outcome])).toEqual([
      ['expiry', null],
      ['recovery', 'rotated'],
    ])
    expect(await sweepAttempts()).toBe(0)
  })

  it('is one refresh, however many sweep at the same moment', async () => {
    await abandon()
    // Long enough for all eight to come while the first is being answered.
    await harness.bench.command('failures', { target: 'refresh', kind: 'delay', ms: 300, times: 0 })
    await Promise.all(Array.from({ length: 8 }, sweepAttempts))
    expect(await refreshes()).toBe(1)
    expect(await harness.row(row.id)).toMatchObject({ generation: 2n })
  })

  it.each([
    ['whose holder may still be alive', { leaseUntil: new Date(Date.now() + 60_000) }],
    ['whose next try is not due', { nextAttemptAt: new Date(Date.now() + 60_000) }],
    ['of another environment', { environment: 'production' as const }],
    ['of a connection that is being disconnected', { status: 'disconnecting' as const }],
  ])('leaves alone an attempt %s', async (_, data) => {
    await abandon()
    await db().connection.update({ where: { id: row.id }, data })
    expect(await sweepAttempts()).toBe(0)
    expect(await refreshes()).toBe(0)
  })

  it('takes up nothing any more once it was told to stop', async () => {
    await abandon()
    expect(await sweepAttempts(AbortSignal.abort())).toBe(0)
    expect(await refreshes()).toBe(0)
  })

  it('takes up the attempt of a paused connection, whose grant would die of it', async () => {
    await abandon()
    await db().connection.update({ where: { id: row.id }, data: { status: 'frozen' } })
    await sweepAttempts()
    expect(await harness.row(row.id)).toMatchObject({ status: 'frozen', generation: 2n, attemptAt: null })
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'paused' })
  })
})
