import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { declareRestore, restoredAt } from '#lib/keys/database-identity'
import { forgetKeys } from '#lib/keys/forget-keys'
import { reseal } from '#lib/keys/reseal'
import { type Harness, openHarness, restartWith } from '#lib/testing/harness'
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

describe('an older key', () => {
  it('is forgotten when nothing names it any more, and the dashboard works without it', async () => {
    await moveEverything()
    expect(await forgetKeys()).toEqual(['test'])
    expect(await restartWith(newKey)).toBe('ready')
    expect((await accessToken(row.id)).ok).toBe(true)
  })

  it('is not forgotten while anything is sealed with it, and a start without it says so', async () => {
    expect(await forgetKeys()).toEqual([])
    expect(await restartWith(newKey)).toBe('cannot_open')
  })

  it('is not forgotten by a ring that does not open another key', async () => {
    await moveEverything()
    await restartWith({ id: 'typed-wrong', key: randomBytes(32) }, oldKey)
    expect(await forgetKeys()).toEqual([])
  })

  it('hands on the mark of origin, and when a restore was declared', async () => {
    await db().canary.deleteMany({ where: { keyId: 'new' } })
    await declareRestore()
    const declared = await restoredAt()
    await restartWith(newKey, oldKey)
    await moveEverything()
    expect(await forgetKeys()).toEqual(['test'])
    expect(declared).not.toBeNull()
    expect(await restoredAt()).toEqual(declared)
  })

  it('is not forgotten in a copied database, whose mark would go with it', async () => {
    await moveEverything()
    await db().canary.updateMany({ where: { keyId: 'test' }, data: { systemIdentifier: 'of-the-original' } })
    expect(await forgetKeys()).toEqual([])
    await declareRestore()
    expect(await forgetKeys()).toEqual(['test'])
  })
})

describe('a key that is lost for good', () => {
  it('is forgotten on request, so that people can sign in; what it sealed stays, and opens if it is found', async () => {
    await db().canary.deleteMany({ where: { keyId: 'new' } })
    expect(await restartWith(newKey)).toBe('cannot_open')
    expect(await forgetKeys('test')).toEqual(['test'])
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
    expect(await forgetKeys('test')).toEqual([])
  })
})
