import { StatusCard } from '#components/status/status-card'
import { byLook, statusLook } from '#components/status/status-look'
import { Moment } from '#components/time/moment'
import { Tag } from '#components/ui/tag'
import { translations } from '#i18n/server'
import type { VerdictState } from '#lib/connection/types'
import type { StatusEntry, StatusView } from '#lib/loaders/views'

/** More than anybody reads on a wall; those that need somebody come first. */
const MOST_SHOWN = 200
const WORKING: ReadonlySet<VerdictState> = new Set(['ok', 'limited', 'no_renew', 'expiring'])

interface StatusBoardProps {
  status: StatusView
  /** Whether the page loads itself again every minute. */
  refreshes: boolean
}

/** What a status link shows: one connection, or all of them with how many are in which state. */
export function StatusBoard({ status: { isForAll, entries, readAt }, refreshes }: StatusBoardProps) {
  const t = translations('status')
  const [only] = entries
  return (
    <div className="wall">
      {isForAll ? <StatusList entries={entries} /> : only && <StatusCard entry={only} level={1} />}
      <p className="mt-8 flex flex-wrap items-center gap-x-6 text-soft">
        <span>
          {t('asOf')} <Moment at={readAt} shape="second" />
        </span>
        <a href={refreshes ? '?' : '?refresh'} className="no-print prose-link inline-flex min-h-11 items-center">
          {t(refreshes ? 'stopRefreshing' : 'refresh')}
        </a>
      </p>
    </div>
  )
}

function StatusList({ entries }: { entries: StatusEntry[] }) {
  const t = translations('status')
  const working = entries.filter(({ state }) => WORKING.has(state)).length
  const sorted = entries.toSorted(byLook)
  return (
    <>
      <h1 className="display">{t('headline', { working, total: entries.length })}</h1>
      <ul aria-label={t('counts')} className="mt-5 flex flex-wrap gap-2">
        {countStates(sorted).map(([first, count]) => (
          <li key={first.state}>
            <Tag tone={statusLook(first).tone}>{t('count', { count, state: t(`states.${first.state}`) })}</Tag>
          </li>
        ))}
      </ul>
      <ul aria-label={t('list')} className="mt-8 grid grid-cols-1 gap-4 lg:has-[>:nth-child(2)]:grid-cols-2">
        {sorted.slice(0, MOST_SHOWN).map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing that leaves has an id
          <li key={index}>
            <StatusCard entry={entry} level={2} />
          </li>
        ))}
      </ul>
      {entries.length > MOST_SHOWN && <p className="mt-4">{t('more', { count: entries.length - MOST_SHOWN })}</p>}
    </>
  )
}

/** How many entries are in which state, in the order in which they stand; each with the first of them. */
function countStates(sorted: StatusEntry[]): Array<[StatusEntry, number]> {
  const groups = Map.groupBy(sorted, ({ state }) => state)
  return [...groups.values()].flatMap((group): Array<[StatusEntry, number]> => {
    const [first] = group
    return first ? [[first, group.length]] : []
  })
}
