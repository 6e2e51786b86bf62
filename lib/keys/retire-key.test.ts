import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { databaseOrigin, declareRestore, restoredAt } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import { reseal } from '#lib/keys/reseal'
import { retireKey } from '#lib/keys/retire-key'
import { databaseText, type Harness, openHarness, restartWith } from '#lib/testing/harness'
import type { EncryptionKey } from '#lib/vault/seal'

const newKey: EncryptionKey = { id: 'new', key: randomBytes(32) }
let oldKey: EncryptionKey
let harness: Harness
let row: Connection
beforeAll(async () => {
  harness = await openHarness()
  ;[oldKey] = settings().encryptionKeys as [EncryptionKey]
})
afterAll(() => harness.close())
beforeEach(async () => {
  await harness.bench.command('reset', { all: true })
  await Promise.all([db().user.deleteMany(), db().canary.deleteMany()])
  await restartWith(oldKey)
  row = await harness.connected()
  await restartWith(newKey, oldKey)
})

async function moveEverything(): Promise<void> {
  for await (const _ of reseal({ dryRun: false })) {
    // Only the end of it counts here.
  }
}
const canaries = async () => (await db().canary.findMany({ orderBy: { keyId: 'asc' } })).map(({ keyId }) => keyId)

describe('retiring a key', () => {
  it('forgets it when nothing names it any more, and the dashboard works without it', async () => {
    await moveEverything()
    expect(await retireKey('test')).toEqual({ ok: true, value: undefined })
    expect(await canaries()).toEqual(['new'])
    expect(await restartWith(newKey)).toBe('ready')
    expect((await accessToken(row.id)).ok).toBe(true)
  })

  it('is refused while anything is sealed with it, with the numbers', async () => {
    expect(await retireKey('test')).toEqual({
      ok: false,
      reason: {
        kind: 'named',
        counts: expect.arrayContaining([{ column: 'refresh_token_sealed', keyId: 'test', count: 1 }]),
      },
    })
    expect(await canaries()).toEqual(['new', 'test'])
  })

  it.each([
    ['the active key', 'new', 'active'],
    ['a key that nobody knows', 'nobody', 'unknown'],
  ])('is refused for %s', async (_, id, kind) => {
    const before = await databaseText()
    expect(await retireKey(id)).toEqual({ ok: false, reason: { kind } })
    expect(await databaseText()).toEqual(before)
  })

  it('is refused to a ring that does not open the other keys', async () => {
    await moveEverything()
    await restartWith({ id: 'typed-wrong', key: randomBytes(32) }, oldKey)
    expect(await retireKey('test')).toEqual({ ok: false, reason: { kind: 'cannot_open', keyIds: ['new'] } })
    expect(await canaries()).toEqual(['new', 'test'])
  })

  it('keeps the mark of origin, and when a restore was declared', async () => {
    await db().canary.deleteMany({ where: { keyId: 'new' } })
    await declareRestore()
    const declared = await restoredAt()
    await restartWith(newKey, oldKey)
    await moveEverything()
    expect((await retireKey('test')).ok).toBe(true)
    expect(declared).not.toBeNull()
    expect(await restoredAt()).toEqual(declared)
  })

  it('is refused in a copied database, whose mark would go with the key', async () => {
    await moveEverything()
    await db().canary.updateMany({ where: { keyId: 'test' }, data: { systemIdentifier: 'of-the-original' } })
    await databaseOrigin()
    expect(await retireKey('test')).toEqual({ ok: false, reason: { kind: 'copied' } })
    await declareRestore()
    expect((await retireKey('test')).ok).toBe(true)
  })
})

describe('a key that is lost for good', () => {
  it('is forgotten on request, so that people can sign in; what it sealed stays, and opens if it is found', async () => {
    await db().canary.deleteMany({ where: { keyId: 'new' } })
    expect(await restartWith(newKey)).toBe('cannot_open')
    expect((await retireKey('test')).ok).toBe(false)
    expect((await retireKey('test', { lost: true })).ok).toBe(true)
    expect(await canaries()).toEqual(['new'])
    expect(await harness.row(row.id)).toEqual(row)
    expect(await restartWith(newKey)).toBe('ready')
    expect(state(factsOf(row), new Date()).state).toBe('locked')

    await restartWith(newKey, oldKey)
    expect(state(factsOf(row), new Date()).state).toBe('ok')
    await restartWith(newKey)
    const again = await harness.connected()
    expect(again.id).toBe(row.id)
    expect(state(factsOf(again), new Date()).state).toBe('ok')
  })

  it('is not believed to be lost while the ring opens what it sealed', async () => {
    expect(await retireKey('test', { lost: true })).toEqual({ ok: false, reason: { kind: 'not_lost' } })
    expect(await keyState()).toBe('ready')
    expect(await canaries()).toEqual(['new', 'test'])
  })
})
