import { activityAddress } from '#components/activity/activity-address'
import { translations } from '#i18n/server'
import type { ActivityQuery, FoldedEntries } from '#lib/loaders/views'

interface FoldedItemProps {
  folded: FoldedEntries
  time: string
  home: string
  query: ActivityQuery
}

/** Many routine entries in one line. Each can be shown, on a page of its own: together they would be most of this one. */
export function FoldedItem({ folded, time, home, query }: FoldedItemProps) {
  const t = translations('activity')
  const { checks, renewals, above } = folded
  const kind = renewals === 0 ? 'checks' : checks === 0 ? 'renewals' : 'both'
  return (
    <li className="entry">
      <span>{time}</span>
      <span>
        {t(`folded.${kind}`, { checks, renewals })}{' '}
        <a href={activityAddress(home, { ...query, before: above, isFolded: false })} className="prose-link">
          {t('unfold')}
        </a>
      </span>
    </li>
  )
}
