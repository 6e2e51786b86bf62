import { formatter } from '#i18n/server'

/** The day of an entry, in the words under which its lines stand. */
export function dayOf(at: Date): string {
  return formatter().dateTime(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
}
