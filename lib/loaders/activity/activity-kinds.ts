import type { ActivityEvent } from '#lib/connection/activity'
import type { ActivityKind } from '#lib/loaders/views'

/** Under which kind a reader looks for an event. *Problems* are found by their outcome. */
const KINDS: Record<ActivityEvent, Exclude<ActivityKind, 'problems'>> = {
  connected: 'authorisation',
  reconnected: 'authorisation',
  grant_kept: 'authorisation',
  grant_held: 'authorisation',
  grant_discarded: 'authorisation',
  signed_in: 'authorisation',
  permissions_changed: 'authorisation',
  limits_accepted: 'authorisation',
  limits_taken_back: 'authorisation',
  consent_withdrawn: 'authorisation',
  webhook_subscribed: 'authorisation',
  webhook_unsubscribed: 'authorisation',
  revocation_queued: 'authorisation',
  revoked: 'authorisation',
  raw_token_shown: 'authorisation',
  quarantined: 'authorisation',
  sign_in_failed: 'authorisation',
  checked: 'checks',
  refreshed: 'checks',
  refresh_failed: 'checks',
  paused: 'use',
  resumed: 'use',
  disconnect_requested: 'use',
  disconnect_step: 'use',
  disconnected: 'use',
  connection_deleted: 'use',
  account_deleted: 'access',
  users_joined: 'access',
  api_key_made: 'access',
  api_key_rolled: 'access',
  api_key_revoked: 'access',
  status_link_made: 'access',
  status_link_revoked: 'access',
  calendar_made: 'access',
  calendar_rolled: 'access',
  calendar_revoked: 'access',
  endpoint_made: 'access',
  endpoint_changed: 'access',
  endpoint_rolled: 'access',
  endpoint_enabled: 'access',
  endpoint_disabled: 'access',
  endpoint_removed: 'access',
}

/** What Qonto has reported is no failure of ours, and a problem all the same. */
export const PROBLEM_EVENT = 'consent_withdrawn' satisfies ActivityEvent

/** The events of a kind that has some. */
export function eventsOf(kind: Exclude<ActivityKind, 'problems'>): string[] {
  return Object.entries(KINDS).flatMap(([event, its]) => (its === kind ? [event] : []))
}
