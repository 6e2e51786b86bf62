import { z } from 'zod'
import { NEXT_ACTIONS, VERDICT_REASONS, VERDICT_STATES } from '#lib/connection/types'

/** Everything that can be told, and what each says. No token, claim or personal value is in any (notify.md, section 1). */

const time = z.iso.datetime()
const connection = {
  connection_id: z.uuid(),
  /** The name of the organisation at Qonto, when it is known. */
  organization: z.string().nullable(),
  /** The page on which a person can look and act. */
  action_url: z.url(),
}
const verdict = {
  state: z.enum(VERDICT_STATES),
  reason: z.enum(VERDICT_REASONS),
  since: time.nullable(),
  owner: z.enum(['you', 'administrator', 'nobody']),
  next_action: z.enum(NEXT_ACTIONS),
}
const key = { api_key_id: z.uuid(), name: z.string(), action_url: z.url() }

export const EVENTS = {
  'connection.connected': z.strictObject({ ...connection, ...verdict }),
  'connection.needs_attention': z.strictObject({ ...connection, ...verdict }),
  'connection.reminder': z.strictObject({ ...connection, days_left: z.int(), ends_at: time }),
  'connection.recovered': z.strictObject({
    ...connection,
    down_seconds: z.int(),
    mended_by: z.enum(['authorization', 'renewal']),
  }),
  'connection.permissions_changed': z.strictObject({
    ...connection,
    granted_scopes: z.array(z.string()),
    lost_scopes: z.array(z.string()),
    gained_scopes: z.array(z.string()),
  }),
  'connection.paused': z.strictObject(connection),
  'connection.resumed': z.strictObject(connection),
  'connection.disconnected': z.strictObject({ ...connection, proven: z.boolean() }),
  'api_key.created': z.strictObject(key),
  'api_key.expiring': z.strictObject({ ...key, days_left: z.int(), ends_at: time }),
  'api_key.revoked': z.strictObject(key),
  'account.joined': z.strictObject({ action_url: z.url() }),
  'webhook.disabled': z.strictObject({ endpoint_id: z.uuid(), action_url: z.url() }),
} as const

export type EventType = keyof typeof EVENTS
export type EventData<Type extends EventType> = z.infer<(typeof EVENTS)[Type]>
/** An event before it is written: its type and what it says. */
export type EventDraft = { [Type in EventType]: { type: Type; data: EventData<Type> } }[EventType]

/** Days before an end at which it is told, each once. */
export const REMINDER_DAYS = [14, 7, 3, 1] as const
export const KEY_REMINDER_DAYS = [14, 3, 1] as const

/** Whose event it is, and of which connection; null for what concerns none. */
export interface EventOwner {
  userId: string
  connectionId: string | null
}
