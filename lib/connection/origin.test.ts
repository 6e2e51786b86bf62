import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyState } from '#lib/connection/canary'
import { guardGrant } from '#lib/connection/guard-grant'
import { holdGrant } from '#lib/connection/hold-grant'
import { declareRestore } from '#lib/connection/origin'
import { revokeQueued } from '#lib/connection/revoke-queued'
import { stop } from '#lib/connection/stop'
import { databaseText } from '#lib/connection/testing'
import { useWorkshop } from '#lib/connection/use-workshop'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { doDueWork } from '#lib/jobs/do-due-work'
import { expireHolds } from '#lib/jobs/expire-holds'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'

const anHourAgo = () => new Date(Date.now() - 3_600_000)

const workshop = useWorkshop()
let row: Connection
/** A copy with everything that background work could find: a grant under guard, one that is held, a disconnect, an attempt. */
beforeEach(async () => {
  await keyState()
  row = await workshop.connected()
  const as = { intent: 'reconnect' as const, userId: row.userId, connectionId: row.id }
  const id = await holdGrant(await workshop.consentOf({ organization: 'Atelier Lumen' }, as))
  await db().heldGrant.update({ where: { id }, data: { createdAt: anHourAgo() } })
  const { refreshToken } = await workshop.answerOf()
  await guardGrant(refreshToken ?? '', anHourAgo())
  const ending = await workshop.connected({ person: 'Jonas', organization: 'Atelier Lumen' })
  await stop(ending.id)
  await db().connection.update({ where: { id: ending.id }, data: { disconnectRequestedAt: anHourAgo() } })
  await db().connection.update({ where: { id: row.id }, data: { attemptAt: new Date(Date.now() - 20_000) } })
  await workshop.bench.fetch('/simulator/requests', { method: 'DELETE' })
  await db().canary.updateMany({ data: { databaseName: 'of-the-original' } })
})
afterEach(declareRestore)

async function doEverything(): Promise<void> {
  await sweepAttempts()
  await doDueWork(performance.now() + 100)
  await expireHolds()
  await revokeQueued()
}
const requests = async () => (await workshop.bench.command('state')).counts.requests

describe('the background work of a copied database', () => {
  it('sends nothing and changes nothing', async () => {
    const before = await databaseText()
    await doEverything()
    expect(await requests()).toEqual({})
    expect(await databaseText()).toEqual(before)
  })

  it('is done once the copy is declared the one that counts', async () => {
    await declareRestore()
    await doEverything()
    expect(await requests()).toMatchObject({ refresh: 1, revoke: 3 })
    expect(await db().heldGrant.count()).toBe(0)
    expect(await db().connection.count({ where: { status: 'disconnected' } })).toBe(1)
  })
})
