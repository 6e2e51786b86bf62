import { ActivityItem } from '#components/activity/activity-item'
import { ActivityPager } from '#components/activity/activity-pager'
import { EmptyState } from '#components/ui/empty-state'
import { translations } from '#i18n/server'
import type { ActivityView } from '#lib/loaders/views'

interface ActivityLogProps {
  activity: ActivityView
  home: string
  /** An older page is shown, not the newest. */
  paged: boolean
}

export function ActivityLog({ activity, home, paged }: ActivityLogProps) {
  const t = translations('activity')
  const { entries, filter, olderThan } = activity
  if (entries.length === 0) {
    const showAll = (
      <a href={home} className="prose-link">
        {t('showAll')}
      </a>
    )
    return (
      <EmptyState title={t('emptyTitle')} action={(filter || paged) && showAll}>
        {filter ? t('emptyFilter') : t('empty')}
      </EmptyState>
    )
  }
  return (
    <div>
      <ol className="border-y border-t-edge border-b-hairline">
        {entries.map((entry) => (
          <ActivityItem key={entry.id} entry={entry} />
        ))}
      </ol>
      <ActivityPager home={home} filter={filter} olderThan={olderThan} paged={paged} />
    </div>
  )
}
