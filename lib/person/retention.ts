import 'server-only'
import { settings } from '#lib/env'

/**
 * For how many days is kept what would otherwise grow for ever; everything else lives as long as its person, see
 * docs/privacy.md. One job keeps these limits: `lib/jobs/forget-old.ts`.
 */
const DAYS = {
  /**
   * As long as a refresh token lives, so that every renewal of a living chain can be looked up. The picture of a
   * permission goes back further: see RENEWALS_SHOWN.
   */
  renewals: 90,
  /** A transaction takes minutes; a week answers "it did not work the other day". */
  trips: 7,
  /** A session that has ended is of no use; the day is for clocks that differ. */
  sessions: 1,
  /** Proof, for a month, that something was ended at Qonto. The token itself goes the moment that it is. */
  revocations: 30,
  /** A token that could not be revoked for so long has run out by itself (90 days from its issue). */
  unfinishedRevocations: 90,
  /** A key that was revoked or has expired, for whoever looks for what stopped working. */
  endedKeys: 30,
  /** What was told, and its deliveries with it: a month to look for a message that did not come. */
  events: 30,
  /** For whoever asks what happened. */
  incidents: 90,
  /** The same of a status link or a calendar. */
  endedLinks: 30,
  /** An invitation that nobody used; one that was used goes with the person. */
  unusedInvitations: 30,
  /** A mail address whose link nobody opened: it may be that of somebody who never asked. */
  unconfirmedAddresses: 7,
  /** Longer than the 60 days after which a permission is said to be unused. */
  keyUses: 90,
  /** Qonto repeats a delivery for a few days; after that it need not be recognised. */
  deliveries: 30,
  /** After a withdrawal, for the notices that Qonto repeats; when a connection is closed, its subscriptions go at once. */
  endedSubscriptions: 7,
} as const

export type Kept = keyof typeof DAYS | 'activity'

/** How many renewals of the current permission its picture shows, however old they are. */
export const RENEWALS_SHOWN = 50

/** The limit of one kind, in days. */
export function daysOf(kept: Kept): number {
  return kept === 'activity' ? settings().activityDays : DAYS[kept]
}
