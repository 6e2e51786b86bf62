import 'server-only'
import ical, { ICalAlarmType, ICalEventTransparency } from 'ical-generator'
import { settings } from '#lib/env'
import { sha256 } from '#lib/ids'

/** A day on which something ends, in the words of whoever reads it. */
export interface CalendarDay {
  connectionId: string
  /** The counter that every accepted write of tokens raises: only such a write can move the day. */
  generation: bigint
  /** When that write was. */
  changedAt: Date
  endsAt: Date
  summary: string
  description: string
}

const DAYS_BEFORE = [14, 7, 3, 1] as const
/** At nine in the morning of that day and not at midnight, when it begins. */
const MORNING_S = 9 * 3600
const HOUR_S = 3600

/** A calendar (RFC 5545) with one all-day event for each day. The same days always give the same text. */
export function writeCalendar(name: string, days: readonly CalendarDay[]): string {
  const calendar = ical({
    name,
    prodId: { company: 'Mooring', product: 'Calendar', language: 'EN' },
    ttl: 6 * HOUR_S,
  })
  for (const { connectionId, generation, changedAt, endsAt, summary, description } of days)
    calendar.createEvent({
      ...{ id: uidOf(connectionId), summary, description, start: dayOf(endsAt), allDay: true },
      ...{ sequence: Number(generation), stamp: changedAt, lastModified: changedAt },
      // It takes nobody's time.
      transparency: ICalEventTransparency.TRANSPARENT,
      url: `${settings().origin}/connections`,
      alarms: DAYS_BEFORE.map((before) => ({
        type: ICalAlarmType.display,
        trigger: before * 24 * HOUR_S - MORNING_S,
        description: summary,
      })),
    })
  return calendar.toString()
}

/** The same for a connection for ever, and nobody finds the connection by it. */
function uidOf(connectionId: string): string {
  return `${Buffer.from(sha256(`mooring/calendar/v1:${connectionId}`))
    .toString('hex')
    .slice(0, 32)}@mooring`
}

/** The day of a time in UTC: all-day events have no time zone, and whoever reads it may be in any. */
function dayOf(at: Date): Date {
  return new Date(`${at.toISOString().slice(0, 10)}T00:00:00Z`)
}
