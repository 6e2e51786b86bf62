import type { Verdict, VerdictState } from '#lib/connection/types'
import { REMINDER_DAYS } from '#lib/told/event-catalogue'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Verdicts between which nothing has to be told. */
export type Stand = 'works' | 'trouble' | 'operator' | 'locked' | 'broken' | 'frozen' | 'gone'

const STAND_OF: Record<VerdictState, Stand> = {
  ...{ never: 'gone', pending: 'gone', ok: 'works', limited: 'works', no_renew: 'works', expiring: 'works' },
  ...{ trouble: 'trouble', operator: 'operator', locked: 'locked', broken: 'broken', frozen: 'frozen', gone: 'gone' },
}

/** What automation will mend is no news: for how long a stand must last before it is told. */
const TOLD_AFTER_MS: Record<Stand, number> = {
  ...{ works: 0, frozen: 0, gone: 0, locked: 0, broken: 0 },
  ...{ trouble: 30 * MINUTE_MS, operator: 5 * MINUTE_MS },
}
/** What is worse is told although something was told already; what is less bad is not. */
const BADNESS: Partial<Record<Stand, number>> = { trouble: 1, operator: 2, locked: 3, broken: 4 }

/** What was told last of a connection. */
export interface Told {
  stand: Stand
  at: Date
  scopes: string[]
  /** The last reminder, and of which end. */
  reminded: { days: number; until: Date } | null
}

/** A stand that is not told yet, and since when it is so. */
export interface Seen {
  stand: Stand
  at: Date
}

export interface Situation {
  verdict: Verdict
  grantedScopes: string[]
  grantedAt: Date
  now: Date
  told: Told | null
  seen: Seen | null
}

export type Transition =
  | { kind: 'connected' | 'needs_attention' | 'paused' | 'resumed' }
  | { kind: 'recovered'; downSeconds: number; mendedBy: 'authorization' | 'renewal' }
  | { kind: 'disconnected'; proven: boolean }
  | { kind: 'permissions_changed'; lost: string[]; gained: string[] }
  | { kind: 'reminder'; days: number; until: Date }

export interface Decision {
  transitions: Transition[]
  told: Told
  seen: Seen | null
  /** When time alone may change the answer; null when only a write can. */
  lookAt: Date | null
}

/**
 * What must be told of a connection, from its verdict and from what was told before. Pure: who asks twice is told once,
 * because the answer has what is to be remembered.
 */
export function decideTransition(situation: Situation): Decision {
  const { now, grantedScopes } = situation
  const begun: Transition[] = situation.told === null ? [{ kind: 'connected' }] : []
  const told = situation.told ?? { stand: 'works' as const, at: now, scopes: grantedScopes, reminded: null }
  const stand = standOf(situation.verdict)
  const changed = stand === null || stand === told.stand ? null : changeTo(stand, told, situation)
  if (changed?.isDue === false) {
    const dueAt = new Date(changed.since.getTime() + TOLD_AFTER_MS[changed.stand])
    const lookAt = earliest(dueAt, nextLook(situation))
    return { transitions: begun, told, seen: { stand: changed.stand, at: changed.since }, lookAt }
  }
  const lookAt = nextLook(situation)
  if (!changed) return withTime({ transitions: begun, told, seen: null, lookAt }, situation)
  // What is connected anew has lost nothing of what it had before its end.
  const scopes = told.stand === 'gone' ? grantedScopes : told.scopes
  const next = { ...told, scopes, stand: changed.stand, at: now }
  const transitions = [...begun, ...turn(told, changed.stand, situation)]
  return withTime({ transitions, told: next, seen: null, lookAt }, situation)
}

/** Null while nobody can say: an end that Qonto has not confirmed yet is told when it has, or when that is given up. */
function standOf({ state, reason }: Verdict): Stand | null {
  return reason === 'disconnect_unconfirmed' ? null : STAND_OF[state]
}

function changeTo(stand: Stand, told: Told, { now, seen }: Situation) {
  const [before, after] = [BADNESS[told.stand], BADNESS[stand]]
  if (before !== undefined && after !== undefined && after < before) return null
  // Between two ways of not working it has not worked all the while.
  const lasts = seen !== null && (seen.stand === stand || (BADNESS[seen.stand] !== undefined && after !== undefined))
  const since = lasts ? seen.at : now
  return { stand, since, isDue: now.getTime() - since.getTime() >= TOLD_AFTER_MS[stand] }
}

function turn(told: Told, stand: Stand, { verdict, grantedAt, now }: Situation): Transition[] {
  if (stand === 'frozen') return [{ kind: 'paused' }]
  if (stand === 'gone') return [{ kind: 'disconnected', proven: verdict.reason === 'disconnected' }]
  if (stand !== 'works') return [{ kind: 'needs_attention' }]
  if (told.stand === 'frozen') return [{ kind: 'resumed' }]
  if (told.stand === 'gone') return [{ kind: 'connected' }]
  const downSeconds = Math.round((now.getTime() - told.at.getTime()) / 1000)
  return [{ kind: 'recovered', downSeconds, mendedBy: grantedAt > told.at ? 'authorization' : 'renewal' }]
}

/** What a connection that works has to say beside its stand: other permissions, and an end that comes nearer. */
function withTime(decision: Decision, situation: Situation): Decision {
  if (decision.told.stand !== 'works') return decision
  const { grantedScopes, verdict } = situation
  const lost = decision.told.scopes.filter((scope) => !grantedScopes.includes(scope))
  const gained = grantedScopes.filter((scope) => !decision.told.scopes.includes(scope))
  const isChanged = lost.length + gained.length > 0
  const changed: Transition[] = isChanged ? [{ kind: 'permissions_changed', lost, gained }] : []
  const until = verdict.validUntil
  const due = until === null ? null : dueReminder(until, decision.told, situation)
  const reminders: Transition[] = due === null || until === null ? [] : [{ kind: 'reminder', days: due, until }]
  return {
    ...decision,
    transitions: [...decision.transitions, ...changed, ...reminders],
    told: {
      ...decision.told,
      scopes: grantedScopes,
      reminded: due === null || until === null ? decision.told.reminded : { days: due, until },
    },
  }
}

function dueReminder(until: Date, { reminded }: Told, { verdict, grantedAt, now }: Situation): number | null {
  if (verdict.state !== 'expiring' && verdict.state !== 'no_renew') return null
  const reached = REMINDER_DAYS.filter((days) => {
    const at = until.getTime() - days * DAY_MS
    // One that is granted for an hour never had a day left.
    return now.getTime() >= at && at > grantedAt.getTime()
  })
  const days = reached.at(-1)
  if (days === undefined || now >= until) return null
  const isTold = reminded !== null && reminded.until.getTime() === until.getTime() && reminded.days <= days
  return isTold ? null : days
}

/**
 * The next day of a reminder, or the end. Also of what does not work, or is paused: that its time has run out by then is told
 * although nobody writes it.
 */
function nextLook({ verdict: { validUntil }, now }: Situation): Date | null {
  if (validUntil === null) return null
  const times = [...REMINDER_DAYS, 0].map((days) => validUntil.getTime() - days * DAY_MS)
  const next = times.find((time) => time > now.getTime())
  return next === undefined ? null : new Date(next)
}

function earliest(one: Date, other: Date | null): Date {
  return other === null || one < other ? one : other
}
