import 'server-only'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { db } from '#lib/db'
import { openWorkshop, type Workshop } from '#lib/testing/harness'

/** A workshop for all tests of a file. Each begins with a fake Qonto without memory and a database without people. */
export function useWorkshop(): Workshop {
  const workshop = {} as Workshop
  beforeAll(async () => {
    Object.assign(workshop, await openWorkshop())
  })
  beforeEach(async () => {
    await workshop.bench.command('reset', { all: true })
    await db().revocation.deleteMany()
    await db().activity.deleteMany()
    await db().transaction.deleteMany()
    await db().webhookDelivery.deleteMany()
    await db().fleetBrake.deleteMany()
    await db().user.deleteMany()
  })
  afterAll(() => workshop.close())
  return workshop
}
