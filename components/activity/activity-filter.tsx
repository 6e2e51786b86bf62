import { buttonClass } from '#components/ui/button-class'
import { eventKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'

interface ActivityFilterProps {
  events: string[]
  filter: string | null
}

/** The choice lives in the URL, so it can be kept and shared. */
export function ActivityFilter({ events, filter }: ActivityFilterProps) {
  const t = translations('activity')
  if (events.length < 2 && !filter) return null
  const nameOf = (event: string) => {
    const key = eventKey(event)
    return key ? t(`events.${key}`) : event
  }
  return (
    <form method="get" className="flex w-full flex-wrap items-end gap-3 sm:w-auto">
      <label className="flex flex-1 items-center gap-3 sm:flex-none">
        <span className="label">{t('filter')}</span>
        <select
          name="event"
          defaultValue={filter ?? ''}
          className="min-h-11 w-full rounded-md border border-edge bg-sheet px-3 text-ink sm:w-60"
        >
          <option value="">{t('all')}</option>
          {events.map((event) => (
            <option key={event} value={event}>
              {nameOf(event)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className={buttonClass('secondary', '')}>
        {t('apply')}
      </button>
    </form>
  )
}
