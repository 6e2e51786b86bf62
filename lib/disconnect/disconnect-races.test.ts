import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect } from '#lib/consent/store-consent'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { readReceipt } from '#lib/disconnect/receipt'
import type { Connection } from '#lib/generated/prisma/client'
import { useHarness } from '#lib/testing/use-harness'
import { confirmWithdrawal } from '#lib/withdrawal/handle-withdrawal'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})
afterEach(() => vi.restoreAllMocks())

const fail = (failure: object) => harness.bench.command('failures', { times: 0, ...failure })
const change = (data: Parameters<ReturnType<typeof db>['connection']['update']>[0]['data']) =>
  db().connection.update({ where: { id: row.id }, data })
const live = async () => (await harness.bench.command('state')).consents.filter((consent) => consent.live).length
const seen = async (what: string) => (await harness.bench.command('state')).counts.requests[what] ?? 0
const receipt = async () => {
  const steps = readReceipt((await harness.row(row.id)).disconnectSteps)
  return steps.map(({ step, outcome, reason }) => [step, outcome, reason].join(' ').trim())
}

describe('a disconnect that is not alone', () => {
  it('does not call a new consent ended because the old one had: that one is ended by whoever asked for it', async () => {
    await harness.bench.command('revoke', { all: true })
    await change({ accessExpiresAt: new Date() })
    const consent = await harness.consentOf()
    // The answer that the old grant is over arrives when there is a new one, which is being ended too.
    await fail({ target: 'refresh', kind: 'delay', ms: 3_000, after: true, times: 1 })
    const first = disconnect(row.id)
    await vi.waitFor(async () => expect(await db().rotation.count()).toBe(1), 5_000)
    expect((await connect(consent)).ok).toBe(true)
    await change({ status: 'disconnecting', generation: { increment: 1 }, disconnectRequestedAt: new Date() })
    expect(await first).toEqual({ ok: false, reason: 'running' })
    expect(await harness.row(row.id)).toMatchObject({
      status: 'disconnecting',
      refreshTokenSealed: expect.any(String),
    })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await live()).toBe(0)
  })

  it('holds its lease until the proof is asked for: a second one cannot come in between', async () => {
    await db().$executeRawUnsafe(`CREATE FUNCTION overtake() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      NEW.lease_owner := 'another tab'; NEW.lease_until := now() + interval '8 seconds'; RETURN NEW; END $$`)
    await db().$executeRawUnsafe(`CREATE TRIGGER overtake BEFORE UPDATE ON connections FOR EACH ROW
      WHEN (OLD.lease_owner IS NOT NULL AND NEW.lease_owner IS NULL AND NEW.status = 'disconnecting' AND NEW.attempt_at IS NULL)
      EXECUTE FUNCTION overtake()`)
    try {
      expect(await disconnect(row.id)).toMatchObject({ ok: true })
    } finally {
      await db().$executeRawUnsafe('DROP FUNCTION overtake CASCADE')
    }
    expect(await receipt()).toContain('withdraw_consent done')
  })

  it('does not take the 401 of a token for the proof when an attempt got no answer: its refusal may have that cause', async () => {
    await fail({ target: 'consents', kind: 'ignore' })
    await fail({ target: 'revoke', kind: 'ignore' })
    await change({ attemptAt: new Date(), attemptCount: 1 })
    // Accepted, then refused, and nothing was revoked.
    await fail({ target: 'membership', kind: 'delay', ms: 0, times: 1 })
    await fail({ target: 'membership', kind: 'status', status: 401, times: 1 })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    expect(await receipt()).toContain('probe unconfirmed still_accepted')
    expect(await live()).toBe(1)
  })
})

describe('an end that only a refresh could prove', () => {
  beforeEach(async () => {
    await change({ verified: false })
    await fail({ target: 'revoke', kind: 'ignore' })
    // The API is down as well, so that no token is known to be accepted.
    await fail({ target: 'membership', kind: 'status', status: 503 })
  })

  it('is tried again later and later while Qonto goes on renewing', async () => {
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    const { generation, nextAttemptAt } = await harness.row(row.id)
    expect(generation, 'it was renewed once more').toBe(3n)
    expect(nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 20_000)
  })

  it('is given up after seven days, also while Qonto goes on renewing', async () => {
    await disconnect(row.id)
    await change({ disconnectRequestedAt: new Date(Date.now() - 8 * DAY_MS), verified: false })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    expect(await harness.row(row.id)).toMatchObject({ refreshTokenSealed: null, status: 'disconnecting', dueAt: null })
    expect(await receipt()).toContain('erase done given_up')
  })
})

describe('what has ended before', () => {
  it('is closed at once when Qonto had proven it: there is nothing left to doubt', async () => {
    await harness.bench.command('revoke', { all: true })
    await change({ failure: 'consent_withdrawn', failedAt: new Date() })
    await confirmWithdrawal(await harness.row(row.id))
    expect(await harness.row(row.id)).toMatchObject({ status: 'reconnect', refreshTokenSealed: null })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await harness.row(row.id)).toMatchObject({ status: 'disconnected', failure: null })
    expect(await receipt()).toEqual(['stop done', 'probe done already_ended'])
    const events = (await db().activity.findMany()).map(({ event }) => event)
    expect(events).toEqual(expect.arrayContaining(['disconnect_requested', 'disconnected']))
  })

  it('is not called over because of our own clock: without renewal, an hour that is wrong is the whole life', async () => {
    row = await harness.connected({
      person: 'Jonas',
      organization: 'Buchwerk Treuhand',
      query: { scope: 'openid organization.read membership.read' },
    })
    await harness.bench.fetch('/simulator/requests', { method: 'DELETE' })
    const now = Date.now
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 2 * HOUR_MS)
    await disconnect(row.id)
    expect(await seen('revoke')).toBe(1)
  })
})
