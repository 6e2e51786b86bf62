import type { EventType } from '#lib/told/event-catalogue'

/** What an address can be told of. Words only: the browser may import this file. */
export const MAIL_KINDS = ['problems', 'reminders', 'own', 'keys'] as const
export type MailKind = (typeof MAIL_KINDS)[number]

/** What a new address wants: everything but what its owner has just done. */
export const USUAL_KINDS: readonly MailKind[] = ['problems', 'reminders', 'keys']

export const KIND_OF: Record<EventType, MailKind> = {
  'connection.needs_attention': 'problems',
  'connection.recovered': 'problems',
  'connection.permissions_changed': 'problems',
  'webhook.disabled': 'problems',
  'connection.reminder': 'reminders',
  'api_key.expiring': 'reminders',
  'connection.connected': 'own',
  'connection.paused': 'own',
  'connection.resumed': 'own',
  'connection.disconnected': 'own',
  // Whoever gets into an account does these first.
  'api_key.created': 'keys',
  'api_key.revoked': 'keys',
  'account.joined': 'keys',
}
