import 'server-only'
import { factsOf } from '#lib/connection/facts'
import type { ShownRow } from '#lib/connection/shown-row'
import type { Verdict } from '#lib/connection/types'
import { state } from '#lib/connection/verdict'
import type { ConnectionSummary } from '#lib/loaders/views'
import { shownName } from '#lib/text/foreign-text'

/** The outgoing shape of a connection: it lists its fields, so a new column never leaves by accident. */
export function summarize(row: ShownRow, now = new Date()): ConnectionSummary {
  const { id, environment, organizationName, memberName, memberRole, provenAt } = row
  const verdict = withPlan(state(factsOf(row), now), row)
  return {
    id,
    environment,
    organizationName: shownName(organizationName),
    organizationDoubt: doubtOf(row),
    memberName: shownName(memberName),
    memberRole: shownName(memberRole),
    provenAt,
    verdict,
    nextStepAt: isLookedAt(verdict) ? row.dueAt : null,
  }
}

/** Three causes that must not be mixed up: it may not be read, it could not be read, or it is said to be another's. */
function doubtOf(row: ShownRow): ConnectionSummary['organizationDoubt'] {
  const { organizationConfirmed, organizationTaken, grantedScopes } = factsOf(row)
  if (organizationConfirmed) return null
  if (!grantedScopes.includes('organization.read')) return 'not_granted'
  return organizationTaken ? 'taken' : 'not_read'
}

/** What is over, paused or locked has a plan at most for its tokens, and none that would make it work. */
function isLookedAt({ state, reason }: Verdict): boolean {
  return reason === 'disconnect_unconfirmed' || !['broken', 'locked', 'frozen', 'gone'].includes(state)
}

/** What is promised is what is planned: `next_attempt_at` only says how early, `due_at` when the jobs come. */
function withPlan(verdict: Verdict, { dueAt }: ShownRow): Verdict {
  return verdict.state === 'trouble' ? { ...verdict, nextAttemptAt: dueAt } : verdict
}
