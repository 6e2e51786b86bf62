import 'server-only'
import type { Waiting } from '#lib/connection/fleet/find-blocked'
import { settings } from '#lib/env'
import type { Overdue } from '#lib/jobs/find-overdue'
import type { databaseOrigin } from '#lib/keys/database-identity'
import type { KeyState } from '#lib/keys/key-check'
import type { SetupItem } from '#lib/loaders/views'
import type { MailProbe } from '#lib/told/mail/probe-mail'

/** What this installation says of itself; null for what the database could not say. */
export interface Findings {
  database: Awaited<ReturnType<typeof databaseOrigin>> | null
  ring: KeyState | null
  /** Whether anybody has ever come back from Qonto. */
  signedIn: boolean | null
  waiting: Waiting | null
  overdue: Overdue | null
}

export function redirectItem({ signedIn }: Findings): SetupItem {
  return {
    item: 'redirect_uri',
    outcome: signedIn ? 'good' : 'unknown',
    fact: `${settings().origin}/api/auth/callback/qonto`,
    // With the database away nobody knows.
    reason: signedIn ? null : signedIn === null ? 'database_away' : 'not_used_yet',
  }
}

export function databaseItem({ database }: Findings): SetupItem {
  const item = 'database'
  return database === 'own'
    ? { item, outcome: 'good', fact: null, reason: null }
    : { item, outcome: 'bad', fact: null, reason: database ?? 'unreachable' }
}

/** A row may be sealed with a key that has no canary here: from another database, or from before a restore. */
export function keysItem({ ring, waiting }: Findings): SetupItem {
  const item = 'keys'
  if (ring === null) return { item, outcome: 'unknown', fact: null, reason: 'unreachable' }
  if (ring !== 'ready') return { item, outcome: 'bad', fact: null, reason: ring }
  const lost = waiting?.lostKeys ?? []
  return lost.length > 0
    ? { item, outcome: 'bad', fact: lost.join(', '), reason: 'key_missing' }
    : { item, outcome: 'good', fact: null, reason: null }
}

/** Whoever comes from a connection that was refused must find it here, although the cause is gone by now. */
export function waitingItems({ waiting }: Findings): SetupItem[] {
  if (waiting?.isBraked) return [{ item: 'connections', outcome: 'bad', fact: null, reason: 'fleet_brake' }]
  if (!waiting?.refusal) return []
  return [{ item: 'connections', outcome: 'bad', fact: null, reason: waiting.refusal }]
}

/** Not the name of the server: everybody may read this. */
export function mailItem(probe: MailProbe): SetupItem {
  const item = 'mail'
  if (probe === 'answers') return { item, outcome: 'good', fact: null, reason: null }
  if (probe === 'simulated') return { item, outcome: 'good', fact: `${settings().oauthUrl}/mails`, reason: null }
  if (probe === 'not_set_up') return { item, outcome: 'not_needed', fact: null, reason: 'mail_not_set_up' }
  return { item, outcome: 'bad', fact: null, reason: probe === 'unreachable' ? probe : `mail_${probe}` }
}

/** The queue runs every minute; after five of them it does not run at all. */
const RUNS_WITHIN_SECONDS = 300

/** Whether the jobs do what is due. What stops them for a reason has its own item here. */
export function backgroundItem({ database, ring, overdue }: Findings): SetupItem {
  const item = 'background'
  if (overdue === null) return { item, outcome: 'unknown', fact: null, reason: 'unreachable' }
  const { lastRun, ...late } = overdue
  const at = lastRun?.at ?? null
  if (database === 'copied' || ring !== 'ready')
    return { item, outcome: 'unknown', fact: null, reason: 'held_back', at }
  if (lastRun === null) return { item, outcome: 'unknown', fact: null, reason: 'queue_not_run' }
  if (lastRun.secondsAgo > RUNS_WITHIN_SECONDS) return { item, outcome: 'bad', fact: null, reason: 'queue_stopped', at }
  const kinds = ['transitions', 'mails', 'webhooks', 'connections'] as const
  const kind = kinds.find((one) => late[one] > 0)
  return kind === undefined
    ? { item, outcome: 'good', fact: null, reason: null, at }
    : { item, outcome: 'bad', fact: String(late[kind]), reason: `late_${kind}`, at }
}
