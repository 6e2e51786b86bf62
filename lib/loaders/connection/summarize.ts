import 'server-only'
import { factsOf } from '#lib/connection/facts'
import type { ShownRow } from '#lib/connection/shown-row'
import type { Verdict } from '#lib/connection/types'
import { state } from '#lib/connection/verdict'
import { shownName } from '#lib/foreign-text'
import type { ConnectionSummary } from '#lib/loaders/views'

/** The outgoing shape of a connection: it lists its fields, so a new column never leaves by accident. */
export function summarize(row: ShownRow, now = new Date()): ConnectionSummary {
  const { id, environment, organizationName, organizationConfirmed, memberName, memberRole, provenAt } = row
  return {
    id,
    environment,
    organizationName: shownName(organizationName),
    organizationConfirmed,
    memberName: shownName(memberName),
    memberRole: shownName(memberRole),
    provenAt,
    verdict: withPlan(state(factsOf(row), now), row),
  }
}

/** What is promised is what is planned: `next_attempt_at` only says how early, `due_at` when the jobs come. */
function withPlan(verdict: Verdict, { dueAt }: ShownRow): Verdict {
  return verdict.state === 'trouble' ? { ...verdict, nextAttemptAt: dueAt } : verdict
}
