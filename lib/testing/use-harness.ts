import 'server-only'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { db } from '#lib/db'
import { type Harness, openHarness } from '#lib/testing/harness'

/** A harness for all tests of a file. Each begins with a fake Qonto without memory and a database without people. */
export function useHarness(): Harness {
  const harness = {} as Harness
  beforeAll(async () => {
    Object.assign(harness, await openHarness())
  })
  beforeEach(async () => {
    await harness.bench.command('reset', { all: true })
    await db().revocation.deleteMany()
    await db().activity.deleteMany()
    await db().transaction.deleteMany()
    await db().webhookDelivery.deleteMany()
    await db().fleetBrake.deleteMany()
    await db().user.deleteMany()
  })
  afterAll(() => harness.close())
  return harness
}
