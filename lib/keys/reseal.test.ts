import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { countByKey } from '#lib/keys/count-by-key'
import { type Resealed, reseal } from '#lib/keys/reseal'
import { SEALED_TABLES } from '#lib/keys/sealed-columns'
import {
  createSubscription,
  endpointSecrets,
  openQueued,
  openSecret,
  openToken,
  queueRevocation,
} from '#lib/keys/sealed-store'
import { databaseText, type Harness, openHarness, restartWith } from '#lib/testing/harness'
import { rollEndpoint } from '#lib/told/webhooks/change-endpoint'
import { makeEndpoint } from '#lib/told/webhooks/make-endpoint'
import { createKeyring, type EncryptionKey, seal } from '#lib/vault/seal'

const newKey: EncryptionKey = { id: 'new', key: randomBytes(32) }
let oldKey: EncryptionKey
let harness: Harness
/** Older first, as they are looked at. */
let [first, second] = [] as unknown as [Connection, Connection]
beforeAll(async () => {
  harness = await openHarness()
  ;[oldKey] = settings().encryptionKeys as [EncryptionKey]
})
afterAll(() => harness.close())
beforeEach(async () => {
  await harness.bench.command('reset', { all: true })
  await Promise.all([db().user.deleteMany(), db().revocation.deleteMany(), db().canary.deleteMany()])
  await restartWith(oldKey)
  first = await harness.connected()
  second = await harness.connected({ person: 'Jonas', organization: 'Atelier Lumen' })
})

const changeKey = () => restartWith(newKey, oldKey)
/** A whole run; `meanwhile` happens when the first row is done and the others are read, but not yet written. */
async function run({
  dryRun = false,
  meanwhile = async () => {},
}: {
  dryRun?: boolean
  meanwhile?: () => unknown
} = {}) {
  const looked: Resealed[] = []
  for await (const row of reseal({ dryRun })) if (looked.push(row) === 1) await meanwhile()
  return looked
}
const moved = (looked: Resealed[]) => looked.flatMap((row) => row.moved)
const keysInUse = async () => [...new Set((await countByKey(db())).map(({ keyId }) => keyId))].sort()
async function tokensOf({ id }: Connection): Promise<Array<string | null>> {
  const row = await harness.row(id)
  return (['accessTokenSealed', 'refreshTokenSealed', 'idTokenSealed'] as const).map((column) => {
    const opened = openToken(row, column)
    return opened.kind === 'open' ? opened.token : opened.kind
  })
}

describe('moving to another key', () => {
  it('knows every sealed column that the database has', async () => {
    const columns = await db().$queryRaw`
      SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name LIKE '%sealed%' AND table_name <> 'canaries' ORDER BY 1`
    const known = SEALED_TABLES.flatMap(({ table, columns }) =>
      columns.map((column) => ({ name: `${table}.${column}` })),
    )
    expect(columns).toEqual(known.sort((one, other) => (one.name < other.name ? -1 : 1)))
  })

  it('moves every kind of value, and all of them open without the old key', async () => {
    const queued = await queueRevocation(db(), {
      environment: 'simulator',
      clientId: 'app',
      connectionId: null,
      token: 't',
      cause: 'c',
    })
    await createSubscription(db(), { connectionId: first.id, subscriptionId: newId(), secret: 'secret' })
    const webhook = { url: 'https://hooks.example/x', description: '', eventTypes: ['connection.paused'] }
    await makeEndpoint(personOf(first.userId), { ...webhook, connections: null })
    const endpoint = () => db().webhookEndpoint.findFirstOrThrow()
    await rollEndpoint(personOf(first.userId), (await endpoint()).id)
    const signing = endpointSecrets(await endpoint(), new Date())
    const before = [await tokensOf(first), await tokensOf(second)]

    await changeKey()
    expect(moved(await run())).toHaveLength(10)
    expect(await keysInUse()).toEqual(['new'])

    await db().canary.deleteMany()
    expect(await restartWith(newKey)).toBe('ready')
    expect([await tokensOf(first), await tokensOf(second)]).toEqual(before)
    const [entry] = await db().$queryRaw<Array<{ id: string; token_sealed: string }>>`SELECT * FROM revocations`
    expect(entry && openQueued(entry)).toEqual({ kind: 'open', token: 't' })
    expect(queued).toBe(entry?.id)
    expect(openSecret(await db().webhookSubscription.findFirstOrThrow())).toEqual({ kind: 'open', token: 'secret' })
    expect([signing.length, endpointSecrets(await endpoint(), new Date())]).toEqual([2, signing])
    expect(await harness.row(first.id)).toMatchObject({ generation: first.generation, status: 'active' })
  })

  it('goes on where it was stopped, and does nothing when everything is done', async () => {
    await changeKey()
    for await (const { moved } of reseal({ dryRun: false })) {
      expect(moved).toHaveLength(3)
      break
    }
    expect(await keysInUse()).toEqual(['new', 'test'])
    expect((await run()).map(({ moved }) => moved.length)).toEqual([0, 3])
    const after = await databaseText()
    expect(moved(await run())).toEqual([])
    expect(await databaseText()).toEqual(after)
  })

  it('changes nothing in a dry run, and says what it would do', async () => {
    await changeKey()
    const before = await databaseText()
    expect(moved(await run({ dryRun: true }))).toHaveLength(6)
    expect(await databaseText()).toEqual(before)
  })

  it.each([
    ['names a key that nobody has', 'lost', (id: string) => id],
    ['was moved here from another row', 'test', () => newId()],
  ])('reports a value that %s, and leaves exactly that one as it is', async (_, keyId, rowId) => {
    const ring = createKeyring(keyId === 'lost' ? [{ id: 'lost', key: randomBytes(32) }] : [oldKey])
    const { id, issuer, subject } = first
    const place = { table: 'connections', column: 'refresh_token_sealed', rowId: rowId(id), issuer, subject }
    const refreshTokenSealed = seal(ring, 'token', place)
    await db().connection.update({ where: { id }, data: { refreshTokenSealed } })
    await changeKey()
    const [looked] = await run()
    expect(looked).toEqual({
      moved: ['access_token_sealed', 'id_token_sealed'],
      locked: [{ column: 'refresh_token_sealed', keyId }],
      isContested: false,
    })
    expect(await harness.row(id)).toMatchObject({ refreshTokenSealed })
  })

  it('leaves a row that was written meanwhile for the next run, and says so', async () => {
    await changeKey()
    const before = await databaseText()
    await db().$executeRaw`CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`
    await db().$executeRaw`CREATE TRIGGER lose BEFORE UPDATE ON connections FOR EACH ROW EXECUTE FUNCTION lose()`
    expect(await run()).toEqual(Array(2).fill({ moved: [], locked: [], isContested: true }))
    await db().$executeRaw`DROP FUNCTION lose CASCADE`
    expect(await databaseText()).toEqual(before)
  })
})

describe('moving to another key while the dashboard works', () => {
  const expire = () => db().connection.update({ where: { id: second.id }, data: { accessExpiresAt: new Date() } })

  it('keeps the pair of a rotation that comes between reading and writing', async () => {
    await expire()
    await changeKey()
    const before = await tokensOf(second)
    const looked = await run({ meanwhile: () => accessToken(second.id) })
    // The rotation sealed its own tokens with the new key.
    expect(looked[1]).toEqual({ moved: [], locked: [], isContested: true })
    expect(await keysInUse()).toEqual(['new'])
    const after = await tokensOf(second)
    expect(after[1]).not.toBe(before[1])
    expect((await harness.bench.refresh(after[1] ?? '')).status).toBe(200)
    expect(await harness.row(second.id)).toMatchObject({ generation: 2n, status: 'active' })
  })

  it('leaves erased what a disconnect erases in between', async () => {
    await changeKey()
    await run({ meanwhile: () => disconnect(second.id) })
    expect(await tokensOf(second)).toEqual(['absent', 'absent', 'absent'])
    expect(await harness.row(second.id)).toMatchObject({ status: 'disconnected' })
  })

  it('keeps the tokens of a new consent that comes in between', async () => {
    await changeKey()
    let fresh: unknown
    await run({
      meanwhile: async () => {
        const wish = { person: 'Jonas', organization: 'Atelier Lumen' }
        await harness.connected(wish, { intent: 'reconnect', userId: second.userId, connectionId: second.id })
        fresh = await harness.row(second.id)
      },
    })
    expect(await harness.row(second.id)).toEqual(fresh)
    expect((await accessToken(second.id)).ok).toBe(true)
  })

  it('leaves a row deleted that is deleted in between', async () => {
    await changeKey()
    await run({ meanwhile: () => db().connection.delete({ where: { id: second.id } }) })
    expect(await db().connection.count()).toBe(1)
  })

  it('lets a refresh that is in flight store its pair afterwards', async () => {
    await expire()
    await changeKey()
    await harness.bench.command('failures', { target: 'refresh', kind: 'delay', ms: 300, after: true })
    const token = accessToken(second.id)
    while ((await harness.row(second.id)).leaseOwner === null) await wait(5)
    expect(moved(await run())).toHaveLength(6)
    expect(await token).toMatchObject({ ok: true, value: { generation: 2n } })
    const [, refreshToken] = await tokensOf(second)
    expect((await harness.bench.refresh(refreshToken ?? '')).status).toBe(200)
    expect(await keysInUse()).toEqual(['new'])
  })

  it('lets a refresh recognise its own pair when only the confirmation was lost and it was moved since', async () => {
    await expire()
    const client = db()
    const transaction = client.$transaction.bind(client) as (writes: unknown) => Promise<unknown>
    let writes = 0
    vi.spyOn(client, '$transaction').mockImplementation((async (work: unknown) => {
      const done = await transaction(work)
      // The claim is the first, the new pair the second.
      if (!Array.isArray(work) || ++writes !== 2) return done
      await changeKey()
      await run()
      throw new Error('Connection terminated unexpectedly')
    }) as unknown as typeof client.$transaction)
    expect(await accessToken(second.id)).toMatchObject({ ok: true, value: { generation: 2n } })
    expect(await db().rotation.findFirst()).toMatchObject({ outcome: 'rotated' })
    expect(await db().revocation.count()).toBe(0)
    expect(await harness.row(second.id)).toMatchObject({ verified: true, status: 'active' })
  })
})
