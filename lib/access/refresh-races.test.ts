import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { NO_ATTEMPT } from '#lib/access/lease'
import { pause } from '#lib/connection/changes/pause'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { databaseOrigin, declareRestore } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import { openToken, sealTokens } from '#lib/keys/sealed-store'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { useHarness } from '#lib/testing/use-harness'
import { tokensOf } from '#simulator/testing'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
  await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
})

const fails = (failure: object) => harness.bench.command('failures', { target: 'refresh', ...failure })
const live = async () => (await harness.bench.command('state')).consents.filter((consent) => consent.live).length
const refreshes = async () => (await harness.bench.command('state')).counts.requests.refresh ?? 0
const stored = async () => {
  const opened = openToken(await harness.row(row.id), 'refreshTokenSealed')
  return opened.kind === 'open' ? opened.token : opened.kind
}
/** Starts a refresh that Qonto keeps waiting, and comes back when it is in the ledger. */
async function inFlight(failure: object): Promise<{ token: ReturnType<typeof accessToken> }> {
  await fails(failure)
  const token = accessToken(row.id)
  while ((await harness.row(row.id)).leaseOwner === null) await wait(5)
  return { token }
}
/** Lets everything queued be revoked, whatever its next try is. */
async function revokeAll(): Promise<void> {
  await db().revocation.updateMany({ data: { nextAttemptAt: new Date(0) } })
  await revokeQueued(50)
}

describe('while a refresh is in flight', () => {
  it.each([
    ['before Qonto has rotated', false],
    ['after it', true],
  ])('disconnecting %s ends it for good: both pairs revoked, never active again', async (_, after) => {
    const { token } = await inFlight({ kind: 'delay', ms: 300, after })
    await disconnect(row.id)
    expect(await token).toEqual({ ok: false, reason: 'gone' })
    await disconnect(row.id)
    await revokeAll()
    await sweepAttempts()
    expect(await harness.row(row.id)).toMatchObject({ status: 'disconnected', refreshTokenSealed: null })
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'gone' })
    expect(await live()).toBe(0)
  })

  it('a new consent stays, and the pair that comes too late is revoked with its chain', async () => {
    const { token } = await inFlight({ kind: 'delay', ms: 300, after: true })
    const anew = await harness.connected()
    const fresh = await stored()
    expect(anew.id).toBe(row.id)
    expect(await token).toMatchObject({ ok: true, value: { generation: anew.generation } })
    expect(await stored()).toBe(fresh)
    expect(await db().revocation.count({ where: { connectionId: row.id, cause: 'overtaken' } })).toBe(1)
    await revokeAll()
    expect(await live()).toBe(1)
    expect((await harness.bench.refresh(fresh)).status).toBe(200)
  })

  it('pausing lets the new pair be stored, and hands out nothing', async () => {
    const { token } = await inFlight({ kind: 'delay', ms: 200, after: true })
    await pause(row)
    expect(await token).toEqual({ ok: false, reason: 'paused' })
    expect(await harness.row(row.id)).toMatchObject({ status: 'frozen', generation: 2n, attemptAt: null })
    expect((await harness.bench.refresh(await stored())).status).toBe(200)
  })

  it('deleting the connection revokes what comes back', async () => {
    const { token } = await inFlight({ kind: 'delay', ms: 200, after: true })
    await db().user.deleteMany()
    expect(await token).toEqual({ ok: false, reason: 'gone' })
    await revokeAll()
    expect(await live()).toBe(0)
  })

  it('a refusal is not believed when another process has rotated meanwhile', async () => {
    const theirs = await tokensOf(await harness.bench.refresh(await stored()))
    await harness.bench.command('latency', { ms: 200 })
    const { token } = await inFlight({ kind: 'status', status: 400, body: { error: 'invalid_grant' } })
    const sealed = sealTokens(row, { accessToken: theirs.access_token, refreshToken: theirs.refresh_token })
    await db().connection.update({
      where: { id: row.id },
      data: { ...sealed, ...NO_ATTEMPT, generation: 2n, accessExpiresAt: new Date(Date.now() + 3_600_000) },
    })
    expect(await token).toMatchObject({ ok: true, value: { token: theirs.access_token, generation: 2n } })
    expect(await harness.row(row.id)).toMatchObject({ status: 'active', failure: null })
  })

  it('whoever asks after a pause never shares an answer that was read before it', async () => {
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date(Date.now() + 3_600_000) } })
    const early = Array.from({ length: 20 }, () => accessToken(row.id))
    await pause(row)
    const late = await accessToken(row.id)
    await Promise.all(early)
    expect(late).toEqual({ ok: false, reason: 'paused' })
  })
})

describe('while a disconnect is under way', () => {
  it.each([
    ['before anything was withdrawn', { target: 'membership' }],
    ['while the token is being revoked', { target: 'revoke' }],
  ])('a new consent %s has the last word, and what it is worth is known', async (_, { target }) => {
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date(Date.now() + 3_600_000) } })
    await harness.bench.command('failures', { target, kind: 'delay', ms: 800 })
    const ending = disconnect(row.id)
    while ((await harness.bench.command('state')).failures.length > 0) await wait(5)
    const { grantedAt } = await harness.connected()
    expect(await ending).toEqual({ ok: false, reason: 'running' })
    expect(await harness.row(row.id)).toMatchObject({ status: 'active', grantedAt })
    await revokeAll()
    expect(await live()).toBe(1)
    expect(await accessToken(row.id)).toMatchObject({ ok: true })
  })
})

describe('a process that was paused', () => {
  it('does not send any more when its lease may be over, and the attempt is nobody else’s trouble', async () => {
    const lock = new pg.Client({ connectionString: settings().databaseUrl })
    await lock.connect()
    await lock.query('BEGIN')
    await lock.query('SELECT 1 FROM connections WHERE id = $1 FOR UPDATE', [row.id])
    const token = accessToken(row.id)
    // Asked outside of the transaction, which would go on seeing what it saw first.
    const blocked = () => db().$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
    while ((await blocked()).length === 0) await wait(5)
    // The claim has begun; four seconds of its life are missing when it comes back.
    const real = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => real() + 4_000)
    await lock.query('COMMIT')
    await lock.end()
    expect(await token).toEqual({ ok: false, reason: 'later' })
    expect(await refreshes()).toBe(0)
    expect(await db().rotation.findFirst({ where: { connectionId: row.id } })).toMatchObject({ outcome: 'not_sent' })
    expect(await harness.row(row.id)).toMatchObject({ leaseOwner: null, attemptAt: null })
  })
})

describe('a copied database', () => {
  it('uses no refresh token until an administrator declares it the one that counts', async () => {
    await keyState()
    await db().canary.updateMany({ data: { systemIdentifier: 'of-the-original' } })
    await databaseOrigin()
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'operator' })
    await db().connection.update({ where: { id: row.id }, data: { attemptAt: new Date(Date.now() - 20_000) } })
    await sweepAttempts()
    expect(await refreshes()).toBe(0)
    expect(await db().rotation.count({ where: { connectionId: row.id } })).toBe(0)
    expect(state(factsOf(await harness.row(row.id)), new Date())).toMatchObject({ reason: 'database_copied' })
    await declareRestore()
    expect((await accessToken(row.id)).ok).toBe(true)
  })

  it('tells a token that the original had used apart from a consent that was withdrawn', async () => {
    await harness.bench.command('revoke', { all: true })
    await accessToken(row.id)
    await harness.dayPasses(row.id)
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'reconnect' })
    const before = state(factsOf(await harness.row(row.id)), new Date())
    await db().connection.update({
      where: { id: row.id },
      data: { status: 'active', refreshIssuedAt: new Date(Date.now() - 86_400_000) },
    })
    await declareRestore()
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'reconnect' })
    const after = state(factsOf(await harness.row(row.id)), new Date())
    expect([before.reason, after.reason]).toEqual(['grant_refused', 'restored'])
  })
})
