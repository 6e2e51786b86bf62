import { expect, it } from 'vitest'
import { db } from '#lib/db'
import { summarize } from '#lib/loaders/connection/summarize'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
const MINUTE = 60_000

it('promises the time for which the next attempt is planned, not the one before which there is none', async () => {
  const { id } = await harness.connected()
  const now = new Date()
  const trouble = { failure: 'unreachable', failedAt: now, nextAttemptAt: new Date(now.getTime() + MINUTE) }
  const row = await db().connection.update({ where: { id }, data: trouble })
  const { verdict } = summarize(await harness.row(row.id))
  expect(verdict).toMatchObject({ state: 'trouble', nextAttemptAt: new Date(now.getTime() + 5 * MINUTE) })
})
