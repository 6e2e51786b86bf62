import { activityAddress } from '#components/activity/activity-address'
import { buttonClass } from '#components/ui/form/button-class'
import { translations } from '#i18n/server'
import type { ActivityPage } from '#lib/loaders/views'

interface ActivityPagerProps {
  page: ActivityPage
  home: string
}

/** Where the log goes on, and the same as a file. */
export function ActivityPager({ page: { query, olderThan }, home }: ActivityPagerProps) {
  const t = translations('activity')
  const { kind, before, isFolded } = query
  const file = (format: string) => activityAddress(`${home}/${format}`, { ...query, before: null, isFolded: true })
  return (
    <nav aria-label={t('pager')} className="mt-6 flex flex-wrap items-center gap-x-6 gap-y-3">
      {before && (
        <a href={activityAddress(home, { ...query, before: null })} className={buttonClass('secondary')}>
          {t('newest')}
        </a>
      )}
      {olderThan && (
        <a href={activityAddress(home, { ...query, before: olderThan })} className={buttonClass('secondary')}>
          {t('older')}
        </a>
      )}
      {!isFolded && kind === null && (
        <a href={activityAddress(home, { ...query, isFolded: true })} className="prose-link">
          {t('fold')}
        </a>
      )}
      <p className="flex flex-wrap gap-x-6 gap-y-2 text-sm sm:ml-auto">
        <a href={file('csv')} download className="prose-link">
          {t('csv')}
        </a>
        <a href={file('json')} download className="prose-link">
          {t('json')}
        </a>
      </p>
    </nav>
  )
}
