import { buttonClass } from '#components/ui/form/button-class'
import { translations } from '#i18n/server'
import { ACTIVITY_KINDS, type ActivityQuery } from '#lib/loaders/views'

/** The choice lives in the URL, so it can be kept and shared. */
export function ActivityFilter({ kind }: Pick<ActivityQuery, 'kind'>) {
  const t = translations('activity')
  return (
    <form method="get" className="flex w-full flex-wrap items-end gap-3 sm:w-auto">
      <label className="flex flex-1 items-center gap-3 sm:flex-none">
        <span className="label">{t('filter')}</span>
        <select
          name="kind"
          defaultValue={kind ?? ''}
          className="min-h-11 w-full rounded-md border border-edge bg-sheet px-3 text-ink sm:w-60"
        >
          <option value="">{t('kinds.all')}</option>
          {ACTIVITY_KINDS.map((one) => (
            <option key={one} value={one}>
              {t(`kinds.${one}`)}
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
