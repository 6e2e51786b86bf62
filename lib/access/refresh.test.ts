import { beforeEach, describe, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { check } from '#lib/access/check'
import { refresh } from '#lib/access/refresh'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { openToken } from '#lib/keys/sealed-store'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  vi.useRealTimers()
  row = await harness.connected()
})

const expire = () => db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
const due = () => db().connection.update({ where: { id: row.id }, data: { nextAttemptAt: new Date() } })
const fails = (failure: object) => harness.bench.command('failures', { target: 'refresh', ...failure })
const verdict = async () => state(factsOf(await harness.row(row.id)), new Date())
const refreshes = async () => (await harness.bench.command('state')).counts.requests.refresh ?? 0
const works = async () => {
  const token = await accessToken(row.id)
  return token.ok ? (await harness.bench.api('membership', token.value.token)).status : token.reason
}
/** Everything that happened to this attempt happened so much earlier; Qonto's clock says the same. */
async function pass(seconds: number): Promise<void> {
  await harness.bench.command('clock', { advanceSeconds: seconds })
  await db().$executeRaw`
    UPDATE connections SET next_attempt_at = now(), attempt_at = attempt_at - make_interval(secs => ${seconds})
     WHERE id = ${row.id}::uuid`
}

describe('a refresh', () => {
  it.each([
    ['no refresh token', { refresh_token: null }],
    ['no ID token', { id_token: null }],
  ])('works with an answer that has %s', async (_, json) => {
    const before = openToken(row, 'refreshTokenSealed')
    await expire()
    await fails({ kind: 'merge', json })
    expect(await works()).toBe(200)
    const after = await harness.row(row.id)
    expect(after).toMatchObject({ generation: 2n, verified: true, failure: null })
    if ('refresh_token' in json) {
      expect(openToken(after, 'refreshTokenSealed')).toEqual(before)
      expect(after.refreshIssuedAt).toEqual(row.refreshIssuedAt)
    }
  })

  it.each([
    ['scopes as a list', { scope: ['openid', 'offline_access'] }, 'scope'],
    ['scopes that are a number', { scope: 7 }, 'scope'],
    ['a lifetime of nothing', { expires_in: 0 }, 'expires_in'],
    ['a lifetime of two years', { expires_in: 63_072_000 }, 'expires_in'],
    ['a lifetime below nothing', { expires_in: -5 }, 'expires_in'],
    ['a lifetime with a unit', { expires_in: '3600s' }, 'expires_in'],
    ['no token type', { token_type: null }, 'token_type'],
    ['all of it at once', { token_type: null, expires_in: [], scope: {} }, 'token_type scope expires_in'],
  ])('stores a usable pair that came with %s, and notes what was odd', async (_, json, odd) => {
    await expire()
    await fails({ kind: 'merge', json })
    expect(await works()).toBe(200)
    const after = await harness.row(row.id)
    expect(after).toMatchObject({ generation: 2n, verified: true, failure: null, status: 'active' })
    expect(after.accessExpiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000)
    expect(after.accessExpiresAt?.getTime()).toBeLessThan(Date.now() + 3_700_000)
    expect(await refreshes()).toBe(1)
    const noted = await db().activity.findFirstOrThrow({ where: { connectionId: row.id, event: 'refreshed' } })
    expect(noted.details).toEqual({ check: odd })
  })

  it('stores a pair that came with status 201', async () => {
    await expire()
    await fails({ kind: 'rewrite', status: 201 })
    expect(await works()).toBe(200)
    expect(await refreshes()).toBe(1)
  })

  it.each([
    ['of a type that we do not understand', { json: { token_type: 'DPoP' } }],
    ['that is missing', { json: { access_token: null } }],
    ['that is the refresh token once more', { copy: { access_token: 'refresh_token' } }],
  ])(
    'keeps the refresh token beside an access token %s, uses the latter never, and goes on later',
    async (_, merge) => {
      await expire()
      await fails({ kind: 'merge', json: {}, ...merge })
      expect(await works()).toBe('later')
      const after = await harness.row(row.id)
      expect(after).toMatchObject({ generation: 2n, status: 'active', accessTokenSealed: null, attemptAt: null })
      expect(openToken(after, 'refreshTokenSealed')).not.toEqual(openToken(row, 'refreshTokenSealed'))
      expect((await verdict()).state).toBe('trouble')
      await pass(120)
      expect(await works()).toBe(200)
      expect(await refreshes()).toBe(2)
    },
  )

  it('works when the ID token has no nonce, and when it is signed with a new key', async () => {
    await expire()
    await harness.bench.command('failures', { target: 'id_token', kind: 'claims', json: { nonce: null } })
    await harness.bench.command('roll-key', { drop: false })
    expect(await works()).toBe(200)
  })

  it.each([
    ['the time of the sign-in that it had', {}, 'passed'],
    ['another time of the sign-in, which is shown and held against nobody', { auth_time: 1 }, 'failed'],
    ['no time of the sign-in any more', { auth_time: null }, 'not_applicable'],
  ])('works when the ID token has %s', async (_, json, outcome) => {
    await expire()
    await harness.bench.command('failures', { target: 'id_token', kind: 'claims', json })
    expect(await works()).toBe(200)
    const after = await harness.row(row.id)
    expect(after).toMatchObject({ generation: 2n, verified: true, failure: null })
    expect(after.checks).toContainEqual(expect.objectContaining({ name: 'authentication_time', outcome }))
  })

  it('survives an answer that is lost four times, and the stored token is the live one', async () => {
    await expire()
    await fails({ kind: 'lose_answer', times: 4 })
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(await works()).toBe('later')
      await due()
    }
    expect(await works()).toBe(200)
    expect(await db().rotation.findMany({ orderBy: { startedAt: 'asc' }, select: { outcome: true } })).toEqual(
      ['unreachable', 'unreachable', 'unreachable', 'unreachable', 'rotated'].map((outcome) => ({ outcome })),
    )
  })

  it.each([
    ['5xx', { kind: 'status_after', status: 502 }],
    ['garbage with status 200', { kind: 'invalid_json' }],
    ['a page of HTML with status 200', { kind: 'html', status: 200, work: true }],
    ['a stopped stream', { kind: 'cut' }],
    ['a redirect', { kind: 'redirect', to: 'http://127.0.0.1:1/', work: true }],
    ['5xx and an hour to wait', { kind: 'status_after', status: 503, retryAfter: 3_600 }],
    ['429', { kind: 'status_after', status: 429 }],
    ['a list', { kind: 'body', json: ['access_token'] }],
    ['20 MB', { kind: 'oversized', work: true }],
  ])(
    'tries the same token again within the grace when Qonto has rotated and answered %s for 30 s',
    async (_, failure) => {
      await expire()
      await fails({ ...failure, times: 5 })
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        expect((await accessToken(row.id)).ok).toBe(false)
        const { attemptAt, nextAttemptAt, failedAt } = await harness.row(row.id)
        expect(attemptAt).not.toBeNull()
        expect((nextAttemptAt?.getTime() ?? 0) - (failedAt?.getTime() ?? 0)).toBeLessThanOrEqual(10_000)
        await pass(6)
      }
      expect(await works()).toBe(200)
      expect(await verdict()).toMatchObject({ state: 'ok' })
    },
  )

  it('obeys Retry-After in full after a 429, which rotates nothing', async () => {
    await expire()
    await fails({ kind: 'status', status: 429, retryAfter: 120 })
    expect(await works()).toBe('later')
    const { attemptAt, nextAttemptAt, failedAt } = await harness.row(row.id)
    expect(attemptAt).toBeNull()
    expect((nextAttemptAt?.getTime() ?? 0) - (failedAt?.getTime() ?? 0)).toBeGreaterThan(115_000)
    const began = performance.now()
    expect(await works()).toBe('later')
    // Who asks meanwhile is told so at once, because waiting would be in vain.
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(await refreshes()).toBe(1)
  })

  it('goes on after ten minutes without Qonto, when nothing had been rotated', async () => {
    await expire()
    await fails({ kind: 'refuse', times: 2 })
    expect(await works()).toBe('later')
    await pass(600)
    expect(await works()).toBe('later')
    expect(await verdict()).toMatchObject({ state: 'trouble', reason: 'outcome_unknown' })
    await due()
    expect(await works()).toBe(200)
    expect(await verdict()).toMatchObject({ state: 'ok' })
  })

  it('makes one last try after the grace, and says that the answer was lost', async () => {
    await expire()
    await fails({ kind: 'lose_answer' })
    expect(await works()).toBe('later')
    await pass(90)
    await sweepAttempts()
    expect(await works()).toBe('reconnect')
    expect(await verdict()).toMatchObject({ state: 'broken', reason: 'answer_lost' })
    expect(await refreshes()).toBe(2)
  })

  it('is the operator’s when Qonto refuses the request itself for a day', async () => {
    await expire()
    await fails({ kind: 'status', status: 400, body: { error: 'invalid_request' }, times: 2 })
    expect(await works()).toBe('later')
    expect((await verdict()).state).not.toBe('operator')
    await pass(86_400)
    expect(await works()).toBe('operator')
    expect(await verdict()).toMatchObject({ state: 'operator', reason: 'request_refused', owner: 'administrator' })
  })

  it('does not say that an answer was lost when none can have been', async () => {
    await expire()
    await fails({ kind: 'status', status: 429 })
    expect(await works()).toBe('later')
    await pass(90)
    await harness.bench.command('revoke', { all: true })
    expect(await works()).toBe('later')
    await harness.dayPasses(row.id)
    expect(await works()).toBe('reconnect')
    expect(await verdict()).toMatchObject({ state: 'broken', reason: 'grant_refused' })
  })

  // The last try ends the chain: the pair in the memory of a process whose database was away would have died with it.
  it('puts the last try off once, so that whoever still holds the new pair can write it down', async () => {
    await expire()
    await fails({ kind: 'lose_answer' })
    expect(await works()).toBe('later')
    await pass(90)
    await db().connection.update({ where: { id: row.id }, data: { nextAttemptAt: null } })
    await sweepAttempts()
    expect(await works()).toBe('later')
    expect(await refreshes()).toBe(1)
    await due()
    await sweepAttempts()
    expect(await works()).toBe('reconnect')
    expect(await refreshes()).toBe(2)
  })

  it('quarantines and revokes the connection when the ID token names another person', async () => {
    await expire()
    await harness.bench.command('failures', { target: 'id_token', kind: 'claims', json: { sub: 'somebody-else' } })
    expect(await works()).toBe('reconnect')
    expect(await verdict()).toMatchObject({ state: 'broken', reason: 'quarantined' })
    expect(await db().revocation.count({ where: { connectionId: row.id, cause: 'quarantined' } })).toBe(1)
  })

  it.each([
    ['issuer', { iss: 'https://issuer.example' }],
    ['audience', { aud: 'another-app' }],
    ['authorized party', { azp: 'another-app' }],
    ['nonce', { nonce: 'of-another-trip' }],
  ])(
    'stops using it for another %s alone, revokes nothing, and goes on when an ID token fits again',
    async (_, json) => {
      await expire()
      await harness.bench.command('failures', { target: 'id_token', kind: 'claims', json })
      expect(await works()).toBe('later')
      expect(await verdict()).toMatchObject({ state: 'operator', reason: 'identity_changed', owner: 'administrator' })
      expect(await db().revocation.count()).toBe(0)
      await expire()
      expect(await works()).toBe(200)
      expect(await verdict()).toMatchObject({ state: 'ok' })
    },
  )

  it('goes on under another issuer once an administrator has named it', async () => {
    await expire()
    const { issuer } = settings()
    const claims = { target: 'id_token', kind: 'claims', json: { iss: 'https://issuer.example' }, times: 2 }
    await harness.bench.command('failures', claims)
    expect(await works()).toBe('later')
    Object.assign(settings(), { issuer: 'https://issuer.example' })
    await expire()
    expect(await works()).toBe(200)
    Object.assign(settings(), { issuer })
  })

  it.each([
    ['person', { sub: 'somebody-else' }],
    ['issuer', { iss: 'https://issuer.example' }],
  ])('ends nothing for another %s that nobody has signed', async (_, json) => {
    await expire()
    await harness.bench.command('failures', { target: 'id_token', kind: 'claims', json })
    await harness.bench.command('failures', { target: 'id_token', kind: 'bad_signature' })
    expect(await works()).toBe('later')
    expect(await verdict()).toMatchObject({ state: 'trouble', reason: 'identity_unverified' })
    expect(await db().revocation.count()).toBe(0)
    await expire()
    expect(await works()).toBe(200)
  })

  // A proxy was put in between without QONTO_ISSUER: within two days every connection would have been revoked.
  it('compares the ID token with the one of before, not with settings that have changed since', async () => {
    const { issuer } = settings()
    Object.assign(settings(), { issuer: 'https://proxy.example' })
    await expire()
    expect(await works()).toBe(200)
    expect(await verdict()).toMatchObject({ state: 'ok' })
    Object.assign(settings(), { issuer })
  })

  it('stores the new pair while the keys cannot be had, uses it not, and verifies it later without a second rotation', async () => {
    await expire()
    await harness.bench.command('roll-key', { drop: false })
    await harness.bench.command('failures', { target: 'jwks', kind: 'refuse', times: 0 })
    expect(await works()).toBe('later')
    expect(await harness.row(row.id)).toMatchObject({ generation: 2n, verified: false })
    expect(await verdict()).toMatchObject({ state: 'trouble' })
    await harness.bench.command('reset', {})
    // Past the cool-down of a key that was looked for in vain.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 })
    expect(await works()).toBe(200)
    expect(await harness.row(row.id)).toMatchObject({ generation: 2n, verified: true })
    expect(await verdict()).toMatchObject({ state: 'ok' })
    expect(await db().rotation.count()).toBe(1)
  })

  it('says that the grant has lapsed when the refresh token was older than 90 days', async () => {
    await harness.bench.command('expire', { what: 'refresh' })
    const longAgo = new Date(Date.now() - 91 * 86_400_000)
    await db().connection.update({
      where: { id: row.id },
      data: { accessExpiresAt: longAgo, refreshIssuedAt: longAgo },
    })
    expect(await works()).toBe('reconnect')
    expect(await verdict()).toMatchObject({ state: 'broken', reason: 'lapsed' })
  })
})

describe('a check', () => {
  it('does not call a connection working whose renewal is refused, although its access token lives', async () => {
    await fails({ kind: 'status', status: 400, body: { error: 'invalid_grant' }, times: 2 })
    expect(await refresh(row, 'keep_alive')).toBe('later')
    await due()
    expect(await check(await harness.row(row.id))).toEqual({ ok: false, reason: 'later' })
    expect(await verdict()).toMatchObject({ state: 'trouble', reason: 'refusal_unconfirmed' })
    await due()
    expect(await check(await harness.row(row.id))).toMatchObject({ ok: true })
    expect(await verdict()).toMatchObject({ state: 'ok' })
  })

  it('answers an early 401 with one refresh', async () => {
    await harness.bench.command('expire', { what: 'access' })
    expect(await check(row)).toMatchObject({ ok: true })
    expect(await refreshes()).toBe(1)
  })

  it.each([
    ['a second 401', 401, 1],
    ['a 403', 403, 0],
  ])('makes no loop of %s', async (_, status, expected) => {
    await harness.bench.command('reset', {})
    await harness.bench.command('failures', { target: 'api', kind: 'status', status, times: 0 })
    await check(row)
    expect(await refreshes()).toBe(expected)
    const { counts } = await harness.bench.command('state')
    // Organisation and member are read beside each other, at most twice.
    expect((counts.requests.organization ?? 0) + (counts.requests.membership ?? 0)).toBeLessThanOrEqual(4)
  })
})
