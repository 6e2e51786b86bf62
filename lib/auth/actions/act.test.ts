import { beforeEach, describe, expect, it } from 'vitest'
import { actOnConnection } from '#lib/auth/actions/act'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

const TOO_SOON = { status: 'failed', reason: 'too_soon' }
const requests = async () => (await harness.bench.command('state')).counts.requests.membership ?? 0

describe('what a person does with a connection', () => {
  it('is done once by a double click on Check now, and the second click says so', async () => {
    const before = await requests()
    const outcomes = await Promise.all([actOnConnection.check(row), actOnConnection.check(row)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['done', 'failed'])
    expect(outcomes).toContainEqual(TOO_SOON)
    expect(await requests()).toBe(before + 1)
  })

  it('pauses and resumes as often as it is clicked, each once in the log', async () => {
    await Promise.all([actOnConnection.pause(row), actOnConnection.pause(row)])
    expect((await harness.row(row.id)).status).toBe('frozen')
    await Promise.all([actOnConnection.resume(row), actOnConnection.resume(row)])
    expect((await harness.row(row.id)).status).toBe('active')
    const events = await db().activity.groupBy({ by: ['event'], where: { connectionId: row.id }, _count: true })
    expect(events).toEqual(
      expect.arrayContaining([
        { event: 'paused', _count: 1 },
        { event: 'resumed', _count: 1 },
      ]),
    )
  })

  it('disconnects at once, also right after a check, and tries again as soon as it is asked to', async () => {
    await harness.bench.command('failures', { target: 'all', kind: 'status', status: 500, times: 0 })
    await actOnConnection.check(row)
    expect(await actOnConnection.disconnect(row)).toEqual({ status: 'failed', reason: 'unconfirmed' })
    await harness.bench.command('reset', {})
    expect(await actOnConnection.disconnect(await harness.row(row.id))).toMatchObject({ status: 'done' })
  })
})
