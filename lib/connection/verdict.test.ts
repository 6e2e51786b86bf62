import { describe, expect, it } from 'vitest'
import { type ConnectionFacts, REFRESH_LIFETIME_MS, state } from '#lib/connection/verdict'

const now = new Date('2026-11-23T12:00:00Z')
const HOUR = 3_600_000
const at = (ms: number) => new Date(now.getTime() + ms)

const healthy: ConnectionFacts = {
  status: 'active',
  requestedScopes: ['openid', 'offline_access', 'organization.read'],
  grantedScopes: ['openid', 'offline_access', 'organization.read'],
  acceptedScopes: [],
  organizationId: 'org',
  organizationConfirmed: true,
  organizationTaken: false,
  canRenew: true,
  holdsTokens: true,
  readable: true,
  accessExpiresAt: at(HOUR),
  refreshIssuedAt: at(-HOUR),
  grantedAt: at(-HOUR),
  provenAt: at(-HOUR),
  failure: null,
  failedAt: null,
  failureTraceId: null,
  otherOwnerAt: null,
  attemptAt: null,
  nextAttemptAt: null,
  disconnectRequestedAt: null,
  disconnectedAt: null,
  copied: false,
  otherApp: false,
  verified: true,
}
const verdict = (changes: Partial<ConnectionFacts> = {}) => state({ ...healthy, ...changes }, now)
const failed = (failure: string) => ({ failure, failedAt: at(-60_000), failureTraceId: 'trace-1' })

describe('the verdict', () => {
  it('is "working", with its last proof as evidence, when nothing speaks against it', () => {
    expect(verdict()).toMatchObject({
      state: 'ok',
      action: 'check',
      owner: 'nobody',
      evidence: { at: healthy.provenAt },
    })
  })

  it('never warns about an access token that renews itself', () => {
    expect(verdict({ accessExpiresAt: at(-HOUR) }).state).toBe('ok')
  })

  it('works 90 days from the issue of the refresh token, at the latest', () => {
    expect(verdict().validUntil).toEqual(at(REFRESH_LIFETIME_MS - HOUR))
  })

  it('names the missing scopes when it is limited', () => {
    expect(verdict({ grantedScopes: ['openid', 'offline_access'] })).toMatchObject({
      state: 'limited',
      missingScopes: ['organization.read'],
      action: 'allow_more',
    })
  })

  it('works when everything that is missing was accepted, and says nothing of it', () => {
    const without = { grantedScopes: ['openid', 'offline_access'] }
    expect(verdict({ ...without, acceptedScopes: ['organization.read'] })).toMatchObject({
      ...{ state: 'ok', reason: 'proven', action: 'check', owner: 'nobody', missingScopes: [] },
    })
    const requestedScopes = [...healthy.requestedScopes, 'team.read']
    expect(verdict({ ...without, requestedScopes, acceptedScopes: ['organization.read'] })).toMatchObject({
      ...{ state: 'limited', missingScopes: ['team.read'] },
    })
  })

  it('tells three causes of a doubt about the organisation apart: not granted, not read, taken', () => {
    const doubtful = { organizationConfirmed: false, organizationId: null }
    expect(verdict(doubtful).reason).toBe('organization_unconfirmed')
    expect(verdict({ ...doubtful, organizationTaken: true }).reason).toBe('organization_taken')
    const grantedScopes = ['openid', 'offline_access']
    expect(verdict({ ...doubtful, grantedScopes }).reason).toBe('scopes_missing')
    expect(verdict({ ...doubtful, grantedScopes, requestedScopes: grantedScopes }).reason).toBe('proven')
  })

  it('works until a time when long-term access was not granted, and is broken after it', () => {
    const once = { canRenew: false, refreshIssuedAt: null }
    expect(verdict(once)).toMatchObject({ state: 'no_renew', validUntil: healthy.accessExpiresAt })
    expect(verdict({ ...once, accessExpiresAt: at(-1) })).toMatchObject({ state: 'broken', reason: 'access_expired' })
  })

  it.each(['unreachable', 'timeout', 'server_error', 'invalid_request'])(
    'has trouble, and nobody must act, after %s',
    (failure) => {
      expect(verdict(failed(failure))).toMatchObject({
        state: 'trouble',
        owner: 'nobody',
        evidence: { traceId: 'trace-1' },
      })
    },
  )

  it('says that the outcome is unknown while a refresh token was sent and no answer came', () => {
    expect(verdict({ attemptAt: at(-20_000) })).toMatchObject({ state: 'trouble', reason: 'outcome_unknown' })
    expect(verdict({ attemptAt: at(-2_000) }).state).toBe('ok')
  })

  it('asks to renew when the end is near although renewal should have run', () => {
    expect(verdict({ refreshIssuedAt: at(HOUR * 24 * 5 - REFRESH_LIFETIME_MS) })).toMatchObject({
      state: 'expiring',
      action: 'renew',
    })
  })

  it('is broken when Qonto refused the grant, and tells a lapse from a withdrawal by its evidence', () => {
    const refused = { status: 'reconnect' as const, ...failed('invalid_grant') }
    expect(verdict(refused)).toMatchObject({
      state: 'broken',
      reason: 'grant_refused',
      action: 'reconnect',
      validUntil: null,
    })
    for (const failure of ['lapsed', 'restored', 'answer_lost', 'consent_withdrawn'])
      expect(verdict({ ...refused, failure })).toMatchObject({ reason: failure })
  })

  it('is broken once the 90 days are over, whatever the last check said', () => {
    expect(verdict({ refreshIssuedAt: at(-REFRESH_LIFETIME_MS) })).toMatchObject({ state: 'broken', reason: 'lapsed' })
  })

  it('is broken when it was made through another app at Qonto', () => {
    expect(verdict({ otherApp: true })).toMatchObject({ state: 'broken', reason: 'other_app', action: 'reconnect' })
  })

  it('does not work for as long as nobody has verified whom the renewed pair belongs to', () => {
    const renewed = { verified: false, provenAt: at(-20_000) }
    expect(verdict(renewed)).toMatchObject({ state: 'trouble', reason: 'identity_unverified' })
    expect(verdict({ ...renewed, provenAt: at(-2_000) }).state).toBe('ok')
  })

  it('is broken when another person came back', () => {
    expect(verdict({ status: 'quarantined', ...failed('identity_invalid') })).toMatchObject({
      state: 'broken',
      reason: 'quarantined',
    })
  })

  it.each([
    ['invalid_client', 'credentials_refused'],
    ['html_answer', 'staging_token'],
    ['invalid_scope', 'request_refused'],
  ])('is a set-up problem of the administrator after %s', (failure, reason) => {
    expect(verdict(failed(failure))).toMatchObject({ state: 'operator', reason, owner: 'administrator' })
  })

  it('is locked when our keys cannot open what is stored', () => {
    expect(verdict({ readable: false })).toMatchObject({ state: 'locked', owner: 'administrator' })
  })

  it('is paused, also while there is trouble', () => {
    expect(verdict({ status: 'frozen', ...failed('timeout') })).toMatchObject({ state: 'frozen', action: 'resume' })
  })

  it('is gone, and says so when the end is not confirmed', () => {
    expect(verdict({ status: 'disconnected', disconnectedAt: now })).toMatchObject({
      state: 'gone',
      reason: 'disconnected',
      validUntil: null,
    })
    expect(verdict({ status: 'disconnecting' })).toMatchObject({
      state: 'gone',
      reason: 'disconnect_unconfirmed',
      action: 'retry_disconnect',
    })
  })

  it('does not promise to go on asking for a confirmation that was given up', () => {
    expect(verdict({ status: 'disconnecting', holdsTokens: false })).toMatchObject({
      state: 'gone',
      reason: 'disconnect_given_up',
      action: 'connect_again',
    })
  })

  it('says of Qonto only what Qonto did', () => {
    const attemptAt = at(-20_000)
    expect(verdict(failed('unauthorized'))).toMatchObject({ reason: 'access_refused', owner: 'you' })
    expect(verdict(failed('identity_unverified'))).toMatchObject({ reason: 'identity_unverified' })
    expect(verdict({ ...failed('rate_limited'), attemptAt })).toMatchObject({ reason: 'rate_limited' })
    expect(verdict({ ...failed('timeout'), attemptAt })).toMatchObject({ reason: 'outcome_unknown' })
  })
})
