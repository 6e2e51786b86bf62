import 'server-only'
import type { z } from 'zod'
import { pageOf } from '#lib/addresses'
import type { connectionSchema } from '#lib/api/schemas'
import { factsOf } from '#lib/connection/facts'
import type { ShownRow } from '#lib/connection/shown-row'
import { missingScopes, state } from '#lib/connection/verdict'

/** A connection as the API tells it. It lists its fields, so a new column never leaves by accident. */
export function describeConnection(row: ShownRow, now: Date): z.input<typeof connectionSchema> {
  const facts = factsOf(row)
  const verdict = state(facts, now)
  return {
    id: row.id,
    organization: { id: row.organizationId, name: row.organizationName, confirmed: row.organizationConfirmed },
    member: { name: row.memberName, role: row.memberRole },
    status: row.status,
    labels: row.labels,
    verdict: {
      state: verdict.state,
      reason: verdict.reason,
      since: isoOf(verdict.evidence.at),
      owner: verdict.owner,
      next_action: verdict.action,
      action_url: pageOf(row.id),
    },
    granted_scopes: row.grantedScopes,
    missing_scopes: missingScopes(facts),
    accepted_scopes: row.acceptedScopes,
    works_until: isoOf(verdict.validUntil),
    proven_at: isoOf(row.provenAt),
  }
}

export function isoOf(at: Date | null): string | null {
  return at?.toISOString() ?? null
}
