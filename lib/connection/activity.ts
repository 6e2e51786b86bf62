import 'server-only'
import type { DatabaseTransaction } from '#lib/db'
import { newId } from '#lib/ids'

/** Everything that can happen, as it stands in the log. Each has its sentence in the message files. */
export const ACTIVITY_EVENTS = [
  'connected',
  'reconnected',
  'grant_kept',
  'grant_held',
  'grant_discarded',
  'signed_in',
  'permissions_changed',
  'limits_accepted',
  'limits_taken_back',
  'checked',
  'refreshed',
  'refresh_failed',
  'paused',
  'resumed',
  'disconnect_requested',
  'disconnect_step',
  'disconnected',
  'consent_withdrawn',
  'webhook_subscribed',
  'webhook_unsubscribed',
  'revocation_queued',
  'revoked',
  'raw_token_shown',
  'quarantined',
  'sign_in_failed',
  'connection_deleted',
  'account_deleted',
  'users_joined',
  'api_key_made',
  'api_key_rolled',
  'api_key_revoked',
  'status_link_made',
  'status_link_revoked',
  'calendar_made',
  'calendar_rolled',
  'calendar_revoked',
  'endpoint_made',
  'endpoint_changed',
  'endpoint_rolled',
  'endpoint_enabled',
  'endpoint_disabled',
  'endpoint_removed',
] as const
export type ActivityEvent = (typeof ACTIVITY_EVENTS)[number]

/** The only details an entry may carry; anything else would be a place where a token could end up. */
export interface ActivityDetails {
  intent?: string
  step?: string
  cause?: string
  scopes?: string
  check?: string
  /** The name of the API key with which it was asked for. */
  key?: string
}

export interface ActivityRecord {
  /** Minted when it is left out. */
  id?: string
  event: ActivityEvent
  actor: 'you' | 'qonto' | 'system'
  outcome: 'done' | 'failed' | 'started'
  userId?: string | null
  connectionId?: string | null
  code?: string | null
  reference?: string | null
  traceId?: string | null
  durationMs?: number | null
  details?: ActivityDetails
}

/** Who asks for something: a person, or a program of theirs with the API key of this name. */
export type Asker = 'person' | { key: string }

/** How an asker stands in an entry. What a program does is the doing of its owner, and named as the program's. */
export function askedBy(asker: Asker): Pick<ActivityRecord, 'actor' | 'details'> {
  return { actor: 'you', ...(asker !== 'person' && { details: { key: asker.key } }) }
}

/**
 * Appends one entry to the log. Entries are never changed. What names a connection belongs to its owner, so that the log of
 * a person is found by one index.
 */
export async function recordActivity(tx: DatabaseTransaction, record: ActivityRecord): Promise<void> {
  const { id = newId(), event, actor, outcome, userId = null, connectionId = null, details = {} } = record
  const { code = null, reference = null, traceId = null, durationMs = null } = record
  await tx.$executeRaw`
    INSERT INTO activities (id, event, actor, outcome, user_id, connection_id, code, reference, trace_id, duration_ms, details)
    VALUES (${id}::uuid, ${event}, ${actor}, ${outcome},
            coalesce(${userId}::uuid, (SELECT user_id FROM connections WHERE connections.id = ${connectionId}::uuid)),
            ${connectionId}::uuid, ${code}, ${reference}, ${traceId}, ${durationMs}::int, ${JSON.stringify(details)}::jsonb)`
}
