import { buttonClass } from '#components/ui/button-class'
import { translations } from '#i18n/server'

interface ActivityPagerProps {
  home: string
  filter: string | null
  olderThan: string | null
  paged: boolean
}

export function ActivityPager({ home, filter, olderThan, paged }: ActivityPagerProps) {
  const t = translations('activity')
  if (!olderThan && !paged) return null
  const address = (before: string | null) => {
    const query = new URLSearchParams({ ...(filter && { event: filter }), ...(before && { before }) }).toString()
    return query ? `${home}?${query}` : home
  }
  return (
    <nav aria-label={t('pager')} className="mt-6 flex flex-col gap-3 sm:flex-row sm:justify-between">
      {paged && (
        <a href={address(null)} className={buttonClass('secondary')}>
          {t('newest')}
        </a>
      )}
      {olderThan && (
        <a href={address(olderThan)} className={`${buttonClass('secondary')} sm:ml-auto`}>
          {t('older')}
        </a>
      )}
    </nav>
  )
}
