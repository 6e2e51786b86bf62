import { expect, it } from 'vitest'
import { db } from '#lib/db'
import { NEXT_RENEWAL } from '#lib/loaders/connection/own-connection'
import { summarize } from '#lib/loaders/connection/summarize'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
const MINUTE = 60_000

it('promises the time for which the next attempt is planned, not the one before which there is none', async () => {
  const { id } = await harness.connected()
  const now = new Date()
  const trouble = { failure: 'unreachable', failedAt: now, nextAttemptAt: new Date(now.getTime() + MINUTE) }
  const row = await db().connection.update({ where: { id }, data: trouble })
  const { verdict, nextStepAt } = summarize(await harness.row(row.id))
  const planned = new Date(now.getTime() + 5 * MINUTE)
  expect(verdict).toMatchObject({ state: 'trouble', nextAttemptAt: planned })
  expect(nextStepAt).toEqual(planned)
})

it('promises the next renewal for when the jobs make it', async () => {
  const { id } = await harness.connected()
  // A paused connection is looked at for its renewal alone.
  await db().connection.update({ where: { id }, data: { status: 'frozen' } })
  const planned = await db().$queryRawUnsafe(`SELECT due_at = ${NEXT_RENEWAL} AS same FROM connections`)
  expect(planned).toEqual([{ same: true }])
})

it('promises no next step of what is over, or paused', async () => {
  const { id } = await harness.connected()
  for (const data of [{ status: 'frozen' }, { status: 'active', failure: 'consent_withdrawn' }] as const) {
    await db().connection.update({ where: { id }, data: { ...data, failedAt: new Date() } })
    const row = await harness.row(id)
    expect(row.dueAt).not.toBeNull()
    expect(summarize(row).nextStepAt).toBeNull()
  }
})
