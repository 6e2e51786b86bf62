import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { readReceipt } from '#lib/disconnect/receipt'
import type { Connection } from '#lib/generated/prisma/client'
import { openToken } from '#lib/keys/sealed-store'
import { log } from '#lib/log'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const receipt = async () => {
  const steps = readReceipt((await harness.row(row.id)).disconnectSteps)
  return Object.fromEntries(
    steps.map(({ step, outcome, reason }) => [step, reason === null ? outcome : `${outcome}: ${reason}`]),
  )
}
const fail = (failure: object) => harness.bench.command('failures', { times: 0, ...failure })
const live = async () => (await harness.bench.command('state')).consents.filter((consent) => consent.live).length

const PROVEN = {
  stop: 'done',
  refresh: 'skipped: not_needed',
  withdraw_consent: 'done',
  revoke_token: 'done',
  probe: 'done',
  erase: 'done',
}

describe('disconnecting', () => {
  it('withdraws, revokes, proves it by a 401, erases the tokens and leaves a receipt', async () => {
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toEqual(PROVEN)
    expect(await harness.row(row.id)).toMatchObject({
      status: 'disconnected',
      accessTokenSealed: null,
      refreshTokenSealed: null,
      idTokenSealed: null,
    })
    expect(await live()).toBe(0)
  })

  it('is safe to start twice at once, and again afterwards', async () => {
    const results = await Promise.all([disconnect(row.id), disconnect(row.id)])
    expect(results.some(({ ok }) => ok)).toBe(true)
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toEqual(PROVEN)
  })

  it.each([
    ['is down', { target: 'all', kind: 'refuse' }],
    ['answers 500', { target: 'all', kind: 'status', status: 500 }],
  ])('makes the connection unusable at once when Qonto %s, and finishes when tried again', async (_, failure) => {
    await fail(failure)
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'gone' })
    expect(await receipt()).toMatchObject({
      stop: 'done',
      revoke_token: 'failed: provider_down',
      probe: 'unconfirmed: provider_down',
    })
    await harness.bench.command('reset', {})
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await live()).toBe(0)
  })

  it('is tried again, and given up, by the clock of the database', async () => {
    await fail({ target: 'all', kind: 'refuse' })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 86_400_000 })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    vi.useRealTimers()
    const { refreshTokenSealed, nextAttemptAt } = await harness.row(row.id)
    expect(refreshTokenSealed).not.toBeNull()
    expect(nextAttemptAt?.getTime()).toBeLessThan(Date.now() + 60_000)
  })

  it('does not believe a 200 that revoked nothing', async () => {
    await fail({ target: 'revoke', kind: 'ignore' })
    await fail({ target: 'consents', kind: 'ignore' })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    expect(await receipt()).toMatchObject({
      withdraw_consent: 'done',
      revoke_token: 'done',
      probe: 'unconfirmed: still_accepted',
    })
    expect(openToken(await harness.row(row.id), 'refreshTokenSealed').kind).toBe('open')
    await harness.bench.command('reset', {})
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
  })

  it('refreshes first when the access token is over, so that the proof is one', async () => {
    await harness.bench.command('expire', { what: 'access' })
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toEqual({ ...PROVEN, refresh: 'done' })
    expect(await live()).toBe(0)
  })

  it('takes a refused refresh as the proof when the consent had ended before', async () => {
    await harness.bench.command('revoke', { all: true })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toMatchObject({ revoke_token: 'done', probe: 'done: already_ended', erase: 'done' })
  })

  it('revokes the token when the consent cannot be withdrawn for want of a scope', async () => {
    await harness.bench.command('reset', { all: true })
    await db().connection.deleteMany()
    row = await harness.connected({ query: { scope: 'openid offline_access membership.read' } })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toMatchObject({
      withdraw_consent: 'skipped: scope_not_granted',
      revoke_token: 'done',
      probe: 'done',
    })
    expect(await live()).toBe(0)
  })
})

// Each answer of Qonto with each other one: prove-ended.test.ts.
describe('a proof of the end', () => {
  it('is not a gateway in front of everything', async () => {
    await fail({ target: 'membership', kind: 'delay', ms: 0, times: 1 })
    await fail({ target: 'all', kind: 'status', status: 401 })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    expect(await receipt()).toMatchObject({ probe: 'unconfirmed: rejected' })
    expect(await harness.row(row.id)).toMatchObject({ refreshTokenSealed: expect.any(String) })
  })

  it('is not a page that says 401', async () => {
    await fail({ target: 'membership', kind: 'delay', ms: 0, times: 1 })
    await fail({ target: 'all', kind: 'html', status: 401 })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    expect(await harness.row(row.id)).toMatchObject({ refreshTokenSealed: expect.any(String) })
  })

  it.each([
    ['by us', false],
    ['before', true],
  ])('is good news when the consent was ended %s: neither the log nor the history complains', async (_, before) => {
    if (before) await harness.bench.command('revoke', { all: true })
    const lines = vi.spyOn(log, 'error')
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(lines).not.toHaveBeenCalled()
    const told = await db().activity.findMany({ where: { connectionId: row.id } })
    expect(told.filter(({ event, outcome }) => event === 'refresh_failed' || outcome === 'failed')).toEqual([])
  })
})

describe('a proof of the end without a refresh token', () => {
  const SCOPE = 'openid organization.read membership.read'
  beforeEach(async () => {
    await harness.bench.command('reset', { all: true })
    await db().user.deleteMany()
    row = await harness.connected({ query: { scope: SCOPE } })
  })
  const shutAfterOne = async () => {
    await fail({ target: 'membership', kind: 'delay', ms: 0, times: 1 })
    await fail({ target: 'membership', kind: 'status', status: 401 })
  }

  it('is a 401 of a token that was accepted just before', async () => {
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toMatchObject({ probe: 'done' })
  })

  it('is not one while everybody is refused', async () => {
    await harness.connected({ person: 'Jonas', organization: 'Buchwerk Treuhand' })
    await shutAfterOne()
    await fail({ target: 'consents', kind: 'ignore' })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    expect(await receipt()).toMatchObject({ probe: 'unconfirmed: refuses_all' })
    await harness.bench.command('reset', {})
    expect(await disconnect(row.id), 'somebody else is accepted').toMatchObject({ ok: true })
    expect(await receipt()).toMatchObject({ probe: 'done' })
  })

  it('is not one when the withdrawal was refused as well and there is nobody to ask with', async () => {
    await shutAfterOne()
    await fail({ target: 'consents', kind: 'status', status: 401 })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    expect(await receipt()).toMatchObject({ probe: 'unconfirmed: refuses_all' })
  })
})

describe('an empty answer', () => {
  it.each([
    ['revoke', 200],
    ['revoke', 204],
    ['consents', 204],
    ['consents', 200],
  ])('of %s with %i is a success whatever type of content it names', async (target, status) => {
    const headers = { 'content-type': 'text/html; charset=utf-8' }
    await fail({ target, kind: 'rewrite', status, headers })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toEqual(PROVEN)
  })
})
