import { beforeEach, describe, expect, it } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { pause } from '#lib/connection/changes/pause'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { openToken } from '#lib/keys/sealed-store'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

const expire = () => db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
const verdict = async () => state(factsOf(await harness.row(row.id)), new Date())
const isAliveAtQonto = async (token: string) => (await harness.bench.api('membership', token)).status === 200

describe('an access token', () => {
  it('is handed out as it is while it lives long enough', async () => {
    const token = await accessToken(row.id)
    expect(token).toMatchObject({ ok: true, value: { generation: 1n } })
    expect(await db().rotation.count()).toBe(0)
  })

  it('is renewed ahead of its end, once for many callers at the same moment', async () => {
    await expire()
    const tokens = await Promise.all(Array.from({ length: 50 }, () => accessToken(row.id)))
    const values = new Set(tokens.map((token) => (token.ok ? token.value.token : token.reason)))
    expect(values.size).toBe(1)
    expect(await isAliveAtQonto([...values][0] ?? '')).toBe(true)
    expect(await db().rotation.findMany({ select: { outcome: true, cause: true } })).toEqual([
      { outcome: 'rotated', cause: 'expiry' },
    ])
  })

  it.each([
    ['status', { kind: 'status', status: 503 }],
    ['a garbled answer', { kind: 'invalid_json' }],
    ['a collision', { kind: 'status', status: 400, body: { error: 'invalid_request' } }],
  ])('comes later, with nothing lost, after %s', async (_, failure) => {
    await expire()
    await harness.bench.command('failures', { target: 'refresh', ...failure })
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'later' })
    expect((await verdict()).state).toBe('trouble')
    await db().connection.update({ where: { id: row.id }, data: { nextAttemptAt: null } })
    expect((await accessToken(row.id)).ok).toBe(true)
    expect((await verdict()).state).toBe('ok')
  })

  it('needs a new consent when Qonto refuses the grant, and the verdict says so', async () => {
    await expire()
    await harness.bench.command('revoke', { all: true })
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'later' })
    expect(await verdict()).toMatchObject({ state: 'trouble', reason: 'refusal_unconfirmed', owner: 'you' })
    await harness.dayPasses(row.id)
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'reconnect' })
    expect(await verdict()).toMatchObject({ state: 'broken', reason: 'grant_refused' })
    expect(openToken(await harness.row(row.id), 'refreshTokenSealed').kind).toBe('open')
  })

  it("is the operator's matter when the credentials are refused; the connection is not broken by it", async () => {
    await expire()
    await harness.bench.command('failures', { kind: 'refuse_credentials' })
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'operator' })
    expect(await verdict()).toMatchObject({ state: 'operator', reason: 'credentials_refused' })
    expect(await harness.row(row.id)).toMatchObject({ status: 'active', attemptAt: null })
    // Still said before the next try is due, and over with the first that is accepted.
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'operator' })
    await harness.bench.command('reset', {})
    await db().connection.update({ where: { id: row.id }, data: { nextAttemptAt: new Date() } })
    expect((await accessToken(row.id)).ok).toBe(true)
  })

  it('is not handed out while the connection is paused', async () => {
    await pause(row)
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'paused' })
  })

  it('takes a fresh token as it is: one that lives shorter than we would like is refreshed once, not for six seconds', async () => {
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
    await harness.bench.command('failures', {
      target: 'refresh',
      kind: 'merge',
      json: { expires_in: 60 },
      times: 0,
    })
    expect((await accessToken(row.id)).ok).toBe(true)
    expect((await harness.bench.command('state')).counts.requests.refresh).toBe(1)
  })

  it('gives up in time although each answer brings a token that is over when it arrives', async () => {
    await expire()
    await harness.bench.command('failures', { target: 'refresh', kind: 'merge', json: { expires_in: 1 }, times: 0 })
    await harness.bench.command('latency', { ms: 1_100 })
    const began = performance.now()
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'later' })
    expect(performance.now() - began).toBeLessThan(15_000)
    const asked = (await harness.bench.command('state')).counts.requests.refresh ?? 0
    expect(asked).toBeGreaterThan(1)
    expect(asked).toBeLessThan(8)
    await harness.bench.command('latency', { ms: 0 })
  }, 30_000)
})
