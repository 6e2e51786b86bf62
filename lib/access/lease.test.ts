import { expect, it } from 'vitest'
import { beginAttempt, releaseLease } from '#lib/access/lease'
import { type DatabaseTransaction, db } from '#lib/db'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()

it('is won by one of those who ask, until its holder gives it back', async () => {
  const row = await harness.connected()
  const ask = () => beginAttempt(row, 'ory_rt_of-this-test', 'check')
  const attempt = await ask()
  expect([attempt?.generation, await ask()]).toEqual([row.generation, null])
  if (attempt) await releaseLease(attempt, { failure: 'timeout', retryInMs: 0, keepAttempt: false })
  expect(await ask()).toMatchObject({ generation: row.generation })
})

it('is nobody’s when PostgreSQL takes it back between two who wait for each other, and can be asked for again', async () => {
  const { id, generation } = await harness.connected()
  const row = { id, generation }
  const waiting = async (count: number) => {
    const find = () => db().$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
    await expect.poll(async () => (await find()).length, { interval: 20, timeout: 5_000 }).toBe(count)
  }
  const lockRow = (tx: DatabaseTransaction) => tx.$queryRaw`SELECT 1 FROM connections WHERE id = ${id}::uuid FOR UPDATE`
  const lockOther = (tx: DatabaseTransaction) => tx.$queryRaw`SELECT pg_advisory_xact_lock(7)::text`
  const [isHeld, isOtherHeld, mayEnd] = [0, 1, 2].map(() => Promise.withResolvers<void>())
  // A consent holds the row and comes to what a deletion holds, which waits behind the attempt for the row.
  const consent = db().$transaction(async (tx) => {
    await lockRow(tx)
    isHeld?.resolve()
    await mayEnd?.promise
    await lockOther(tx)
  })
  await isHeld?.promise
  const attempt = beginAttempt(row, 'ory_rt_of-this-test', 'expiry')
  await waiting(1)
  const deletion = db().$transaction(async (tx) => {
    await lockOther(tx)
    isOtherHeld?.resolve()
    await lockRow(tx)
  })
  await isOtherHeld?.promise
  await waiting(2)
  mayEnd?.resolve()
  // The two go on to wait for each other, and one of them is taken back as well: both try again in the product.
  const [begun] = await Promise.allSettled([attempt, consent, deletion])
  expect(begun).toEqual({ status: 'fulfilled', value: null })
  expect(await beginAttempt(row, 'ory_rt_of-this-test', 'expiry')).toMatchObject({ generation })
})
