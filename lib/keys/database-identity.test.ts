import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { db } from '#lib/db'
import { beginDisconnect } from '#lib/disconnect/begin'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { doDueWork } from '#lib/jobs/do-due-work'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { databaseOrigin, declareRestore } from '#lib/keys/database-identity'
import { keyState, removeCanary } from '#lib/keys/key-check'
import { discardGrant } from '#lib/revocation/discard-grant'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { databaseText, restartWith } from '#lib/testing/harness'
import { useHarness } from '#lib/testing/use-harness'

const anHourAgo = () => new Date(Date.now() - 3_600_000)

const harness = useHarness()
let row: Connection
/** A copy with everything that background work could find: a grant that was not stored, a disconnect, an attempt. */
beforeEach(async () => {
  await keyState()
  row = await harness.connected()
  const { refreshToken } = await harness.answerOf()
  await discardGrant(refreshToken ?? '', 'account_conflict')
  const ending = await harness.connected({ person: 'Jonas', organization: 'Atelier Lumen' })
  await beginDisconnect(ending.id)
  await db().connection.update({ where: { id: ending.id }, data: { disconnectRequestedAt: anHourAgo() } })
  await db().connection.update({ where: { id: row.id }, data: { attemptAt: new Date(Date.now() - 20_000) } })
  await harness.bench.fetch('/simulator/requests', { method: 'DELETE' })
  await db().canary.updateMany({ data: { databaseName: 'of-the-original' } })
})
afterEach(declareRestore)

async function doEverything(): Promise<void> {
  await sweepAttempts()
  await doDueWork(performance.now() + 100)
  await revokeQueued()
}
const requests = async () => (await harness.bench.command('state')).counts.requests

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
    // The attempt that was left over, and the proof that the disconnect worked.
    expect(await requests()).toMatchObject({ refresh: 2, revoke: 2 })
    expect(await db().connection.count({ where: { status: 'disconnected' } })).toBe(1)
  })
})

describe('the files of the embedded server', () => {
  const mark = (clusterFile: { inode: string; changed: string } | null) => Object.assign(settings(), { clusterFile })
  beforeEach(async () => {
    await db().canary.deleteMany()
    Reflect.deleteProperty(globalThis, 'dashboardKeys')
    mark({ inode: '7', changed: '1000' })
    await keyState()
  })
  afterEach(() => mark(null))

  it.each([
    ['are the same', { inode: '7', changed: '1000' }, 'own'],
    ['have other rights', { inode: '7', changed: '2000' }, 'own'],
    ['lie on a file system that numbers them anew', { inode: '8', changed: '1000' }, 'own'],
    ['are copied', { inode: '8', changed: '2000' }, 'copied'],
    ['cannot be looked at', null, 'own'],
  ])('%s', async (_, found, origin) => {
    mark(found)
    expect(await databaseOrigin()).toBe(origin)
  })

  it('count as copied once they were set back, and as the own ones once that is declared', async () => {
    await db().canary.updateMany({ data: { clusterFile: 'set back' } })
    expect(await databaseOrigin()).toBe('copied')
    await declareRestore()
    expect(await databaseOrigin()).toBe('own')
  })

  it('keep their mark when a key is added or goes', async () => {
    mark({ inode: '8', changed: '2000' })
    await restartWith({ id: 'another', key: randomBytes(32) }, ...settings().encryptionKeys)
    expect(await databaseOrigin()).toBe('copied')
    expect(await db().canary.count({ where: { clusterFile: '7 1000' } })).toBe(2)
    await db().$transaction((tx) => removeCanary(tx, 'test'))
    expect(await databaseOrigin()).toBe('copied')
    await restartWith(...settings().encryptionKeys)
  })
})
