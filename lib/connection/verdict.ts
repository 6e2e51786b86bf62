import { CONFIGURATION_FAILURES } from '#lib/connection/failures'
import type { ConnectionStatus, NextAction, Verdict, VerdictReason, VerdictState } from '#lib/connection/types'

/** What the verdict is made from: the stored facts of a connection, no token among them. */
export interface ConnectionFacts {
  status: ConnectionStatus
  requestedScopes: string[]
  grantedScopes: string[]
  /** Missing ones that the person has accepted: they limit nothing any more. */
  acceptedScopes: string[]
  organizationId: string | null
  organizationConfirmed: boolean
  /** True while the organisation that Qonto names has another connection of the same person. */
  organizationTaken: boolean
  canRenew: boolean
  /** True while there is anything stored with which Qonto could still be asked. */
  holdsTokens: boolean
  /** False when a sealed value cannot be opened with the keys we have. */
  readable: boolean
  accessExpiresAt: Date | null
  refreshIssuedAt: Date | null
  grantedAt: Date
  provenAt: Date | null
  failure: string | null
  failedAt: Date | null
  failureTraceId: string | null
  /** Since when Qonto names another organisation or member than this connection has; null while it does not. */
  otherOwnerAt: Date | null
  attemptAt: Date | null
  nextAttemptAt: Date | null
  disconnectRequestedAt: Date | null
  disconnectedAt: Date | null
  /** True while this database is a copy whose original may still be in use. */
  copied: boolean
  /** True when it was granted to another app at Qonto than the one of today's settings. */
  otherApp: boolean
  /** False until the ID token of the last new pair is verified; the pair is not used meanwhile. */
  verified: boolean
}

/** A refresh token lives 90 days from its issue (Qonto, "Create and refresh tokens"); the answer never says so, it is computed. */
export const REFRESH_LIFETIME_MS = 90 * 86_400_000
/** The refresh token's age from which the jobs rotate it, so that a dozen more tries fit into its life. */
export const KEEP_ALIVE_AFTER_MS = 7 * 86_400_000
/** From here on a person should renew, because the automatic renewal has evidently not run. */
const LAPSES_SOON_MS = 15 * 86_400_000

/** The verdict on a connection. Pure: the same facts and time always give the same answer. */
export function state(facts: ConnectionFacts, now: Date): Verdict {
  return (
    ended(facts) ??
    unreadable(facts) ??
    broken(facts, now) ??
    paused(facts) ??
    troubled(facts, now) ??
    ending(facts, now) ??
    limited(facts) ??
    working(facts)
  )
}

/** When the refresh token ends at the latest; null when there is none. */
export function refreshExpiry({
  canRenew,
  refreshIssuedAt,
}: Pick<ConnectionFacts, 'canRenew' | 'refreshIssuedAt'>): Date | null {
  return canRenew && refreshIssuedAt ? new Date(refreshIssuedAt.getTime() + REFRESH_LIFETIME_MS) : null
}

/**
 * When it will really end: without long-term access, or because its automatic renewal has evidently not run. Null while it
 * renews automatically. Says nothing of a connection that is over.
 */
export function willEndAt(facts: Pick<ConnectionFacts, 'canRenew' | 'refreshIssuedAt' | 'accessExpiresAt'>, now: Date) {
  if (!facts.canRenew) return facts.accessExpiresAt
  const lapsesAt = refreshExpiry(facts)
  return lapsesAt !== null && lapsesAt.getTime() - now.getTime() < LAPSES_SOON_MS ? lapsesAt : null
}

/** Scopes that were asked for and not granted, accepted ones included. */
export function missingScopes({
  requestedScopes,
  grantedScopes,
}: Pick<ConnectionFacts, 'requestedScopes' | 'grantedScopes'>): string[] {
  return requestedScopes.filter((scope) => !grantedScopes.includes(scope))
}

function limits(facts: ConnectionFacts): string[] {
  return missingScopes(facts).filter((scope) => !facts.acceptedScopes.includes(scope))
}

interface Answer {
  state: VerdictState
  reason: VerdictReason
  action: NextAction
  owner: Verdict['owner']
  event: string
  at: Date | null
}

function verdict(facts: ConnectionFacts, { event, at, ...answer }: Answer): Verdict {
  // What is over, or cannot be read, cannot promise a date.
  const over = ['gone', 'broken', 'locked'].includes(answer.state)
  const fromFailure = facts.failedAt !== null && at === facts.failedAt
  return {
    ...answer,
    evidence: { event, at, traceId: fromFailure ? facts.failureTraceId : null },
    validUntil: over ? null : (refreshExpiry(facts) ?? facts.accessExpiresAt),
    missingScopes: limits(facts),
    nextAttemptAt: answer.state === 'trouble' ? facts.nextAttemptAt : null,
  }
}

function ended(facts: ConnectionFacts): Verdict | null {
  if (facts.status === 'disconnected')
    return verdict(facts, {
      state: 'gone',
      reason: 'disconnected',
      action: 'connect_again',
      owner: 'nobody',
      event: 'disconnected',
      at: facts.disconnectedAt,
    })
  if (facts.status !== 'disconnecting') return null
  const requested = {
    event: 'disconnect_requested',
    at: facts.disconnectRequestedAt,
    state: 'gone',
    owner: 'you',
  } as const
  // Once given up, what could prove the end is erased: asking again would prove nothing.
  return facts.holdsTokens
    ? verdict(facts, { ...requested, reason: 'disconnect_unconfirmed', action: 'retry_disconnect' })
    : verdict(facts, { ...requested, reason: 'disconnect_given_up', action: 'connect_again' })
}

function unreadable(facts: ConnectionFacts): Verdict | null {
  if (facts.readable) return null
  return verdict(facts, {
    state: 'locked',
    reason: 'key_missing',
    action: 'help',
    owner: 'administrator',
    event: 'key_missing',
    at: null,
  })
}

function broken(facts: ConnectionFacts, now: Date): Verdict | null {
  const because = (reason: VerdictReason, event: string, at: Date | null) =>
    verdict(facts, { state: 'broken', reason, action: 'reconnect', owner: 'you', event, at })
  if (facts.copied && facts.canRenew)
    return verdict(facts, {
      state: 'broken',
      reason: 'database_copied',
      action: 'details',
      owner: 'administrator',
      event: 'database_copied',
      at: null,
    })
  if (facts.otherApp) return because('other_app', 'connected', facts.grantedAt)
  if (facts.status === 'quarantined') return because('quarantined', 'quarantined', facts.failedAt)
  // Qonto said so itself; until that is proven, the status is the one of before.
  if (facts.failure === 'consent_withdrawn') return because('consent_withdrawn', 'consent_withdrawn', facts.failedAt)
  if (facts.status === 'reconnect') return because(reasonOfRefusal(facts), 'refresh_failed', facts.failedAt)
  if (!facts.canRenew && facts.accessExpiresAt !== null && facts.accessExpiresAt <= now)
    return because('access_expired', 'connected', facts.accessExpiresAt)
  const lapsesAt = refreshExpiry(facts)
  if (lapsesAt !== null && lapsesAt <= now) return because('lapsed', 'refreshed', lapsesAt)
  return null
}

/** The post-mortem that was written down when the grant was refused; `grant_refused` says that we do not know why. */
function reasonOfRefusal({ failure }: ConnectionFacts): VerdictReason {
  const known = ['lapsed', 'restored', 'answer_lost'] as const
  return known.find((reason) => reason === failure) ?? 'grant_refused'
}

function paused(facts: ConnectionFacts): Verdict | null {
  if (facts.status !== 'frozen') return null
  return verdict(facts, {
    state: 'frozen',
    reason: 'paused',
    action: 'resume',
    owner: 'you',
    event: 'paused',
    at: null,
  })
}

/** Why an administrator must act; null when a failure is not theirs. */
function operatorReason(failure: string | null): VerdictReason | null {
  if (failure === 'identity_changed') return 'identity_changed'
  if (failure === 'request_refused') return 'request_refused'
  if (failure === null || !CONFIGURATION_FAILURES.has(failure)) return null
  if (failure === 'html_answer') return 'staging_token'
  return failure === 'invalid_client' ? 'credentials_refused' : 'request_refused'
}

function troubled(facts: ConnectionFacts, now: Date): Verdict | null {
  const { failure, failedAt, attemptAt, provenAt } = facts
  const reason = operatorReason(failure)
  if (reason !== null)
    return verdict(facts, {
      state: 'operator',
      reason,
      action: 'details',
      owner: 'administrator',
      event: 'refresh_failed',
      at: failedAt,
    })
  const trouble = (reason: VerdictReason, event: string, at: Date | null) =>
    verdict(facts, { state: 'trouble', reason, action: 'try_now', owner: 'nobody', event, at })
  // Before everything transient: what works then works for another owner.
  if (facts.otherOwnerAt !== null) return { ...trouble('other_owner', 'checked', facts.otherOwnerAt), owner: 'you' }
  // An answer of Qonto's own, and the latest: it asks us to wait, and nothing more is known than before.
  if (failure === 'rate_limited') return trouble('rate_limited', 'checked', failedAt)
  if (failure === 'refusal_held')
    return { ...trouble('fleet_brake', 'refresh_failed', failedAt), owner: 'administrator' }
  // An attempt of the last seconds is simply running; only one that outlived its request has an unknown outcome.
  if (attemptAt !== null && now.getTime() - attemptAt.getTime() > 10_000)
    return trouble('outcome_unknown', 'refresh_failed', attemptAt)
  // The token itself was refused, and what follows from it waits for a second opinion.
  if (failure === 'refusal_unconfirmed')
    return { ...trouble('refusal_unconfirmed', 'refresh_failed', failedAt), owner: 'you' }
  if (failure === 'unauthorized') return { ...trouble('access_refused', 'checked', failedAt), owner: 'you' }
  // Also when the process that refreshed was killed before the check. In the first seconds the check is still running.
  const isUnverified = !facts.verified && now.getTime() - (provenAt?.getTime() ?? 0) > 10_000
  if (failure === 'identity_unverified' || isUnverified)
    return trouble('identity_unverified', 'refreshed', failedAt ?? provenAt)
  if (failure === 'not_found') return { ...trouble('member_not_found', 'checked', failedAt), owner: 'you' }
  if (failure === 'not_accepted' || failure === 'invalid_answer') return trouble('answer_unusable', 'checked', failedAt)
  return failure === null ? null : trouble('unreachable', 'checked', failedAt)
}

function ending(facts: ConnectionFacts, now: Date): Verdict | null {
  const answer = (state: VerdictState, reason: VerdictReason, action: NextAction) =>
    verdict(facts, { state, reason, action, owner: 'you', event: 'connected', at: facts.grantedAt })
  if (!facts.canRenew) return answer('no_renew', 'no_offline_access', 'reconnect')
  return willEndAt(facts, now) === null ? null : answer('expiring', 'lapses_soon', 'renew')
}

function limited(facts: ConnectionFacts): Verdict | null {
  const answer = (reason: VerdictReason, action: NextAction) =>
    verdict(facts, { state: 'limited', reason, action, owner: 'you', event: 'checked', at: facts.provenAt })
  if (limits(facts).length > 0) return answer('scopes_missing', 'allow_more')
  if (!facts.grantedScopes.includes('organization.read') || facts.organizationConfirmed) return null
  return answer(facts.organizationTaken ? 'organization_taken' : 'organization_unconfirmed', 'check')
}

function working(facts: ConnectionFacts): Verdict {
  return verdict(facts, {
    state: 'ok',
    reason: 'proven',
    action: 'check',
    owner: 'nobody',
    event: 'checked',
    at: facts.provenAt,
  })
}
