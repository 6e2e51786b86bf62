import { beforeEach, describe, expect, it } from 'vitest'
import { checkOnRequest } from '#lib/access/check-on-request'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
  await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
})

const refreshes = async () => (await harness.bench.command('state')).counts.requests.refresh ?? 0

/** An attempt of so long ago whose answer nobody here has heard; the next try was planned when it was made. */
const leaveUnknown = (seconds: number) => db().$executeRaw`
  UPDATE connections SET attempt_at = now() - make_interval(secs => ${seconds}), attempt_count = 1,
         next_attempt_at = now() - make_interval(secs => ${seconds - 2})`

const forgetClick = () => db().connection.update({ where: { id: row.id }, data: { checkedAt: null } })

describe('whoever presses Try now', () => {
  it('does not wait for the back-off of the last failure', async () => {
    await db().connection.update({
      where: { id: row.id },
      data: { nextAttemptAt: new Date(Date.now() + 600_000), failure: 'timeout', failedAt: new Date() },
    })
    expect((await checkOnRequest(row)).ok).toBe(true)
    expect(await refreshes()).toBe(1)
  })

  it('may send a used token again at any time within the grace', async () => {
    await leaveUnknown(30)
    expect((await checkOnRequest(row)).ok).toBe(true)
  })

  it('leaves a process that holds the new pair the time to store it: the pause before the last try stays', async () => {
    await leaveUnknown(70)
    await sweepAttempts()
    const { nextAttemptAt } = await harness.row(row.id)
    for (let click = 0; click < 3; click += 1) {
      expect(await checkOnRequest(row)).toEqual({ ok: false, reason: 'later' })
      await forgetClick()
    }
    expect((await harness.row(row.id)).nextAttemptAt).toEqual(nextAttemptAt)
    expect(await refreshes()).toBe(0)
  }, 30_000)
})
