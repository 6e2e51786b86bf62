import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { refreshesSeen } from '#e2e/chaos/connections'
import type { Stage } from '#e2e/chaos/stage'
import { KILL_POINTS, killHolder, type Left } from './kill-points.ts'

// The process that refreshes is killed at every point; another one takes over.

/** Lease, sweep, and what a busy machine needs. */
const RECOVERED_WITHIN_MS = 20_000

/** Where it matters that Qonto has rotated once already. */
const AGAIN = new Set(['during the call, Qonto rotates', 'after the answer, before the write'])

for (const point of KILL_POINTS)
  for (const lost of AGAIN.has(point.name) ? [false, true] : [false])
    test(`C05 killed ${point.name}${lost ? ', on the retry of a lost answer' : ''}: one sweep brings it back`, async ({
      stage,
      worker,
    }) => {
      const { id } = await killHolder(stage, worker, { point, lost })
      const earlier = lost ? 1 : 0
      await expect.poll(() => left(stage, earlier), { message: 'it was killed there' }).toEqual(point.left)
      await stage.qonto.command('reset', {})
      await letLeasePass(stage, id)
      const before = await refreshesSeen(stage)
      await worker.ask('sweepNow')
      expect((await refreshesSeen(stage)) - before).toBeLessThanOrEqual(1)
      expect(await stage.sql('SELECT id FROM connections WHERE attempt_at IS NOT NULL')).toEqual([])
      const token = await worker.ask('token', id)
      if (!token.ok) throw new Error(`No token: ${token.reason}`)
      expect((await stage.qonto.api('membership', token.value.token)).status).toBe(200)
      expect((await worker.ask('check', id)).ok).toBe(true)
    })

test('C05 without anybody asking, a sweeper has it back in real time', async ({ stage, worker, newWorker }) => {
  const [point] = KILL_POINTS.filter(({ name }) => name === 'during the call, Qonto rotates')
  if (!point) throw new Error('That point is gone.')
  const { id, begun } = await killHolder(stage, worker, { point, lost: false })
  await (await newWorker()).ask('startJobs')
  const isBack = async () =>
    (await stage.sql('SELECT 1 FROM connections WHERE attempt_at IS NULL AND generation = 2')).length === 1
  await expect.poll(isBack, { timeout: RECOVERED_WITHIN_MS }).toBe(true)
  expect(performance.now() - begun).toBeLessThan(RECOVERED_WITHIN_MS)
  expect((await worker.ask('check', id)).ok).toBe(true)
})

/** What the dead has left behind; `earlier` requests were of an attempt before. */
async function left(stage: Stage, earlier: number): Promise<Left> {
  const [row] = await stage.sql<Omit<Left, 'asked'>>(
    `SELECT generation = 2 AS "isStored", attempt_at IS NOT NULL AS "isUnderWay",
            EXISTS (SELECT 1 FROM rotations WHERE connection_id = connections.id AND outcome IS NULL) AS "isOpen"
       FROM connections`,
  )
  if (!row) throw new Error('There is no connection.')
  return { ...row, asked: (await refreshesSeen(stage)) - earlier }
}

/** Eight seconds in the life of the lease of the dead, and any pause between two tries. */
async function letLeasePass({ sql }: Stage, id: string): Promise<void> {
  await sql(
    `UPDATE connections SET lease_until = lease_until - interval '8 seconds', next_attempt_at = NULL,
            attempt_at = attempt_at - interval '8 seconds' WHERE id = $1`,
    [id],
  )
}
