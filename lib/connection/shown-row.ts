import 'server-only'
import type { Connection } from '#lib/generated/prisma/client'
import { PAIR_COLUMNS } from '#lib/keys/sealed-store'

/** The columns that pages need, by their names in the code. The ID token, which is long, is asked for where it is shown. */
const SHOWN = {
  id: 'id',
  environment: 'environment',
  clientId: 'client_id',
  issuer: 'issuer',
  subject: 'subject',
  status: 'status',
  createdAt: 'created_at',
  organizationId: 'organization_id',
  organizationName: 'organization_name',
  organizationConfirmed: 'organization_confirmed',
  membershipId: 'membership_id',
  memberName: 'member_name',
  memberRole: 'member_role',
  requestedScopes: 'requested_scopes',
  grantedScopes: 'granted_scopes',
  acceptedScopes: 'accepted_scopes',
  ...PAIR_COLUMNS,
  accessExpiresAt: 'access_expires_at',
  refreshIssuedAt: 'refresh_issued_at',
  grantedAt: 'granted_at',
  verified: 'verified',
  generation: 'generation',
  attemptAt: 'attempt_at',
  nextAttemptAt: 'next_attempt_at',
  provenAt: 'proven_at',
  failure: 'failure',
  failedAt: 'failed_at',
  failureTraceId: 'failure_trace_id',
  otherOwnerAt: 'other_owner_at',
  disconnectSteps: 'disconnect_steps',
  disconnectRequestedAt: 'disconnect_requested_at',
  disconnectedAt: 'disconnected_at',
  dueAt: 'due_at',
  labels: 'labels',
  note: 'note',
} as const satisfies Partial<Record<keyof Connection, string>>

/** A connection as pages read it. */
export type ShownRow = Pick<Connection, keyof typeof SHOWN>

/** An expression for one row of `connections` as JSON that `readShown` understands. */
export const SHOWN_JSON = `json_build_object(${Object.entries(SHOWN)
  .map(([name, column]) => `'${name}', connections.${column}`)
  .join(', ')})`

/** A row of `SHOWN_JSON`, with its times as times. */
export function readShown<Row extends ShownRow = ShownRow>(json: unknown): Row {
  const row = withTimes(json) as Row
  return { ...row, generation: BigInt(row.generation) }
}

/** An object from PostgreSQL's JSON: what ends in `At` is a time, written in ISO 8601. */
export function withTimes(json: unknown): unknown {
  return Object.fromEntries(
    Object.entries(json as object).map(([name, value]) => [
      name,
      name.endsWith('At') && typeof value === 'string' ? new Date(value) : value,
    ]),
  )
}
