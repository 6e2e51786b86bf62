import { formatter, translations } from '#i18n/server'
import { refuseLink } from '#lib/auth/limits/refuse-link'
import { writeCalendar } from '#lib/links/write-calendar'
import { loadEndings } from '#lib/loaders/links/load-endings'

const SUFFIX = '.ics'
const UNTIL = { dateStyle: 'long', timeStyle: 'short' } as const

/** `/calendar/SECRET.ics`: the days on which connections will end, for whatever reads calendars. */
export async function GET(request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params
  const secret = file.endsWith(SUFFIX) ? file.slice(0, -SUFFIX.length) : ''
  const endings = await loadEndings(secret, request.headers)
  if (!endings.ok) return refuseLink(endings.reason)
  const t = translations('calendar')
  const detail = translations('connection')
  const days = endings.value.map(({ organizationName, couldRenew, ...day }) => ({
    ...day,
    summary: t('summary', { organization: organizationName ?? detail('organizationUnknown') }),
    description: t('description', {
      until: formatter().dateTime(day.endsAt, UNTIL),
      renewal: couldRenew ? 'failed' : 'never',
    }),
  }))
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Type': 'text/calendar; charset=utf-8',
    'Content-Disposition': 'inline; filename="mooring.ics"',
  }
  return new Response(writeCalendar(t('name'), days), { headers })
}
