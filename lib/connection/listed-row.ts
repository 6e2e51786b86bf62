import 'server-only'
import type { Connection } from '#lib/generated/prisma/client'
import { PAIR_COLUMNS } from '#lib/keys/sealed-store'

/** The columns that a verdict is made of, by their names in the code. */
export const FACTS = {
  id: 'id',
  clientId: 'client_id',
  issuer: 'issuer',
  subject: 'subject',
  status: 'status',
  organizationId: 'organization_id',
  organizationName: 'organization_name',
  organizationConfirmed: 'organization_confirmed',
  requestedScopes: 'requested_scopes',
  grantedScopes: 'granted_scopes',
  acceptedScopes: 'accepted_scopes',
  ...PAIR_COLUMNS,
  accessExpiresAt: 'access_expires_at',
  refreshIssuedAt: 'refresh_issued_at',
  grantedAt: 'granted_at',
  verified: 'verified',
  attemptAt: 'attempt_at',
  nextAttemptAt: 'next_attempt_at',
  provenAt: 'proven_at',
  failure: 'failure',
  failedAt: 'failed_at',
  failureTraceId: 'failure_trace_id',
  otherOwnerAt: 'other_owner_at',
  disconnectRequestedAt: 'disconnect_requested_at',
  disconnectedAt: 'disconnected_at',
} as const satisfies Partial<Record<keyof Connection, string>>

/** What a line of the list shows besides. */
const LISTED = {
  ...FACTS,
  memberName: 'member_name',
  memberRole: 'member_role',
  labels: 'labels',
  archivedAt: 'archived_at',
} as const satisfies Partial<Record<keyof Connection, string>>

export type FactsRow = Pick<Connection, keyof typeof FACTS>
export type ListedRow = Pick<Connection, keyof typeof LISTED>

/**
 * An expression for one row of `connections`, for `readListed`. The list reads every row of a person, so the names are left
 * out, and scopes, which repeat from row to row, come as one text.
 */
export const LISTED_JSON = `json_build_array(${Object.entries(LISTED)
  .map(([name, column]) => (isScopes(name) ? `array_to_string(connections.${column}, ' ')` : `connections.${column}`))
  .join(', ')})`

type Read = (value: string) => unknown

/** A row of `LISTED_JSON`. One reader for all rows: what repeats is read once. */
export function listedReader(): (json: unknown) => ListedRow {
  const known = new Map<string, string[]>()
  const scopes: Read = (text) => {
    const list = known.get(text) ?? text.split(' ').filter(Boolean)
    known.set(text, list)
    return list
  }
  const time: Read = (text) => new Date(text)
  const names = Object.keys(LISTED)
  const reads = names.map((name) => (isScopes(name) ? scopes : name.endsWith('At') ? time : null))
  return (json) => {
    const row: Record<string, unknown> = {}
    let at = 0
    for (const value of json as unknown[]) {
      const read = reads[at] ?? null
      row[names[at] ?? ''] = read !== null && typeof value === 'string' ? read(value) : value
      at += 1
    }
    return row as unknown as ListedRow
  }
}

function isScopes(name: string): boolean {
  return name.endsWith('Scopes')
}
