import { ActivityItem } from '#components/activity/activity-item'
import { ActivityPager } from '#components/activity/activity-pager'
import { dayOf } from '#components/activity/day-of'
import { FoldedItem } from '#components/activity/folded-item'
import { TIME_SHAPES } from '#components/time/time-shapes'
import { EmptyState } from '#components/ui/empty-state'
import { formatter, translations } from '#i18n/server'
import type { ActivityLine, ActivityPage } from '#lib/loaders/views'

interface ActivityLogProps {
  page: ActivityPage
  /** The address of its newest page. */
  home: string
}

/** The log as a diary: day by day, one line for what happened. */
export function ActivityLog({ page, home }: ActivityLogProps) {
  const t = translations('activity')
  const { lines, query } = page
  if (lines.length === 0) {
    const showAll = (
      <a href={home} className="prose-link">
        {t('showAll')}
      </a>
    )
    return (
      <EmptyState title={t('emptyTitle')} action={(query.kind || query.before) && showAll}>
        {query.kind ? t('emptyFilter') : t('empty')}
      </EmptyState>
    )
  }
  return (
    <div>
      {byDay(lines).map(([day, ofDay]) => (
        <section key={day} className="diary-day">
          <h2>{day}</h2>
          <ol>
            {ofDay.map((line) => (
              <Line key={line.id} line={line} page={page} home={home} />
            ))}
          </ol>
        </section>
      ))}
      <ActivityPager page={page} home={home} />
    </div>
  )
}

function Line({ line, page, home }: { line: ActivityLine } & ActivityLogProps) {
  const format = formatter()
  if (!('checks' in line)) return <ActivityItem entry={line} time={format.dateTime(line.at, TIME_SHAPES.clock)} />
  const time = format.dateTimeRange(line.from, line.until, TIME_SHAPES.clock)
  return <FoldedItem folded={line} time={time} home={home} query={page.query} />
}

/** The lines come newest first, and so do the days. */
function byDay(lines: ActivityLine[]): Array<[string, ActivityLine[]]> {
  const days = new Map<string, ActivityLine[]>()
  for (const line of lines) {
    const day = dayOf('checks' in line ? line.until : line.at)
    const known = days.get(day)
    if (known) known.push(line)
    else days.set(day, [line])
  }
  return [...days]
}
