/** The words of a connection. Pure types and lists: the browser may import this file, so nothing here touches a secret. */

export const VERDICT_STATES = [
  'never',
  'pending',
  'ok',
  'limited',
  'no_renew',
  'trouble',
  'expiring',
  'broken',
  'operator',
  'locked',
  'frozen',
  'gone',
] as const
export type VerdictState = (typeof VERDICT_STATES)[number]

/** Why the verdict is what it is. Every reason has its own sentence in the message files. */
export const VERDICT_REASONS = [
  // never, pending
  'not_connected',
  'waiting',
  // ok
  'proven',
  // limited
  'scopes_missing',
  'organization_unconfirmed',
  'organization_taken',
  // no_renew
  'no_offline_access',
  // trouble
  'unreachable',
  'rate_limited',
  'outcome_unknown',
  'access_refused',
  'member_not_found',
  'answer_unusable',
  'other_owner',
  'identity_unverified',
  'refusal_unconfirmed',
  'fleet_brake',
  // expiring
  'renewal_not_granted',
  'lapses_soon',
  // broken
  'grant_refused',
  'access_expired',
  'lapsed',
  'consent_withdrawn',
  'answer_lost',
  'restored',
  'quarantined',
  'database_copied',
  'other_app',
  // operator
  'credentials_refused',
  'staging_token',
  'request_refused',
  'identity_changed',
  // locked
  'key_missing',
  // frozen
  'paused',
  // gone
  'disconnected',
  'disconnect_unconfirmed',
  'disconnect_given_up',
] as const
export type VerdictReason = (typeof VERDICT_REASONS)[number]

export const NEXT_ACTIONS = [
  'connect',
  'start_again',
  'check',
  'allow_more',
  'reconnect',
  'try_now',
  'renew',
  'details',
  'help',
  'resume',
  'connect_again',
  'retry_disconnect',
] as const
export type NextAction = (typeof NEXT_ACTIONS)[number]

/** Who must act next. */
export type ActionOwner = 'you' | 'administrator' | 'nobody'

/** The groups of the list, in its order (lib/connection/standing.ts). */
export const STANDINGS = ['needs_you', 'needs_administrator', 'retrying', 'works', 'paused', 'ended'] as const
export type Standing = (typeof STANDINGS)[number]

/** The answer of `state(connection, now)`. */
export interface Verdict {
  state: VerdictState
  reason: VerdictReason
  action: NextAction
  owner: ActionOwner
  /** What the verdict rests on: an event of the connection, when it happened, and Qonto's trace id where there is one. */
  evidence: { event: string; at: Date | null; traceId: string | null }
  /** Until when it works at the latest if nothing runs; null when unknown or over. */
  validUntil: Date | null
  /** Scopes that were asked for, not granted, and whose absence the person has not accepted. */
  missingScopes: string[]
  /** When the next automatic attempt is due; null when none is planned. */
  nextAttemptAt: Date | null
}

export const CONNECTION_STATUSES = [
  'active',
  'frozen',
  'disconnecting',
  'disconnected',
  'reconnect',
  'quarantined',
] as const
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number]

/** The steps of disconnecting, in order (design: stop, refresh, withdraw, revoke, probe, erase). */
export const DISCONNECT_STEPS = ['stop', 'refresh', 'withdraw_consent', 'revoke_token', 'probe', 'erase'] as const
export type DisconnectStep = (typeof DISCONNECT_STEPS)[number]
export interface DisconnectStepResult {
  step: DisconnectStep
  outcome: 'done' | 'skipped' | 'failed' | 'unconfirmed'
  /** A closed reason for `skipped`, `failed` and `unconfirmed`; the texts live in the message files. */
  reason: string | null
  at: Date
  traceId: string | null
}
