import { language, runAs } from '#i18n/asker'
import { readPreferences } from '#i18n/preferences'
import { formatter, translations } from '#i18n/server'
import { refuseLink } from '#lib/auth/limits/refuse-link'
import { writeCalendar } from '#lib/links/write-calendar'
import { loadEndings } from '#lib/loaders/links/load-endings'
import type { EndingView } from '#lib/loaders/views'

const SUFFIX = '.ics'
const UNTIL = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const

/** `/calendar/SECRET.ics`: the days on which connections will end, for whatever reads calendars. */
export async function GET(request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params
  const secret = file.endsWith(SUFFIX) ? file.slice(0, -SUFFIX.length) : ''
  const opened = await loadEndings(secret, request.headers)
  if (!opened.ok) return refuseLink(opened.reason)
  const { endings, ...owner } = opened.value
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Type': 'text/calendar; charset=utf-8',
    'Content-Disposition': 'inline; filename="mooring.ics"',
  }
  // What fetches it says at best which language a program is in.
  const text = runAs({ browser: language(), zone: null, chosen: readPreferences(owner) }, () => calendarOf(endings))
  return new Response(text, { headers })
}

function calendarOf(endings: readonly EndingView[]): string {
  const t = translations('calendar')
  const detail = translations('connection')
  const days = endings.map(({ organizationName, couldRenew, ...day }) => ({
    ...day,
    summary: t('summary', { organization: organizationName ?? detail('organizationUnknown') }),
    description: t('description', {
      until: formatter().dateTime(day.endsAt, UNTIL),
      renewal: couldRenew ? 'failed' : 'never',
    }),
  }))
  return writeCalendar(t('name'), days)
}
