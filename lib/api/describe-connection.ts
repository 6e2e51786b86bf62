import 'server-only'
import type { z } from 'zod'
import type { connectionSchema } from '#lib/api/schemas'
import { factsOf } from '#lib/connection/facts'
import type { ShownRow } from '#lib/connection/shown-row'
import { state } from '#lib/connection/verdict'
import { settings } from '#lib/env'

/** A connection as the API tells it. It lists its fields, so a new column never leaves by accident. */
export function describeConnection(row: ShownRow, now: Date): z.input<typeof connectionSchema> {
  const verdict = state(factsOf(row), now)
  return {
    id: row.id,
    organization: { id: row.organizationId, name: row.organizationName, confirmed: row.organizationConfirmed },
    member: { name: row.memberName, role: row.memberRole },
    status: row.status,
    verdict: {
      state: verdict.state,
      reason: verdict.reason,
      since: isoOf(verdict.evidence.at),
      owner: verdict.owner,
      next_action: verdict.action,
      action_url: pageOf(row.id),
    },
    granted_scopes: row.grantedScopes,
    missing_scopes: verdict.missingScopes,
    works_until: isoOf(verdict.validUntil),
    proven_at: isoOf(row.provenAt),
  }
}

/** The page of a connection, where a person can mend what is wrong with it. */
export function pageOf(id: string): string {
  return `${settings().origin}/connections/${id}`
}

export function isoOf(at: Date | null): string | null {
  return at?.toISOString() ?? null
}
