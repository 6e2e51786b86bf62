import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/connection/access-token'
import { disconnect } from '#lib/connection/disconnect'
import { readReceipt } from '#lib/connection/disconnect-receipt'
import { openToken } from '#lib/connection/store'
import { useWorkshop } from '#lib/connection/use-workshop'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'

const workshop = useWorkshop()
let row: Connection
beforeEach(async () => {
  row = await workshop.connected()
})

afterEach(() => {
  vi.useRealTimers()
})

const receipt = async () => {
  const steps = readReceipt((await workshop.row(row.id)).disconnectSteps)
  return Object.fromEntries(
    steps.map(({ step, outcome, reason }) => [step, reason === null ? outcome : `${outcome}: ${reason}`]),
  )
}
const fail = (failure: object) => workshop.bench.command('failures', { times: 0, ...failure })
const live = async () => (await workshop.bench.command('state')).consents.filter((consent) => consent.live).length

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
    expect(await workshop.row(row.id)).toMatchObject({
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
    await workshop.bench.command('reset', {})
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await live()).toBe(0)
  })

  it('is tried again, and given up, by the clock of the database', async () => {
    await fail({ target: 'all', kind: 'refuse' })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 86_400_000 })
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    vi.useRealTimers()
    const { refreshTokenSealed, nextAttemptAt } = await workshop.row(row.id)
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
    expect(openToken(await workshop.row(row.id), 'refreshTokenSealed').kind).toBe('open')
    await workshop.bench.command('reset', {})
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
  })

  it('refreshes first when the access token is over, so that the proof is one', async () => {
    await workshop.bench.command('expire', { what: 'access' })
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toEqual({ ...PROVEN, refresh: 'done' })
    expect(await live()).toBe(0)
  })

  it('takes a refused refresh as the proof when the consent had ended before', async () => {
    await workshop.bench.command('revoke', { all: true })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toMatchObject({ probe: 'done: already_expired', erase: 'done' })
  })

  it('revokes the token when the consent cannot be withdrawn for want of a scope', async () => {
    await workshop.bench.command('reset', { all: true })
    await db().connection.deleteMany()
    row = await workshop.connected({ query: { scope: 'openid offline_access membership.read' } })
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await receipt()).toMatchObject({
      withdraw_consent: 'skipped: scope_not_granted',
      revoke_token: 'done',
      probe: 'done',
    })
    expect(await live()).toBe(0)
  })
})
