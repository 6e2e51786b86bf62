import 'server-only'
import { requireSession } from '#lib/auth/session/require-session'
import { db, reading } from '#lib/db'
import type { CalendarView } from '#lib/loaders/views'
import { shownName } from '#lib/text/foreign-text'

/** The calendars of the person who asks, newest first. */
export async function loadCalendars(): Promise<CalendarView[]> {
  const { userId } = await requireSession()
  const calendars = await reading(
    db().link.findMany({ where: { userId, kind: 'calendar', revokedAt: null }, orderBy: { id: 'desc' } }),
  )
  return calendars.map(({ id, name, createdAt, lastOpenedAt }) => ({
    ...{ id, createdAt, lastOpenedAt },
    name: shownName(name) ?? '',
  }))
}
