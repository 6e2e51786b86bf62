import { statusLook } from '#components/status/status-look'
import { Moment } from '#components/time/moment'
import { Icon } from '#components/ui/icon'
import { toneClass } from '#components/ui/tone'
import { translations } from '#i18n/server'
import type { StatusEntry } from '#lib/loaders/views'

/** One connection, to be read from across a room. */
export function StatusCard({ entry, level }: { entry: StatusEntry; level: 1 | 2 }) {
  const t = translations('status')
  const detail = translations('connection')
  const { tone, icon } = statusLook(entry)
  const Name = level === 1 ? 'h1' : 'h2'
  const size = level === 1 ? 'display' : 'line-clamp-3 text-xl leading-snug font-semibold sm:text-2xl'
  return (
    <div className={`${toneClass(tone)} h-full rounded-lg border border-tone-line bg-tone-surface px-5 py-5 sm:px-7`}>
      <Name className={`${size} [overflow-wrap:anywhere]`}>
        {entry.organizationName ?? detail('organizationUnknown')}
      </Name>
      <p
        className={`verdict-label mt-3 ${level === 1 ? 'text-2xl sm:text-4xl sm:[&_.icon]:size-5 sm:[&>.mark]:size-8' : 'text-lg sm:text-xl'}`}
      >
        <span className="mark">
          <Icon name={icon} className="" />
        </span>
        <span>{t(`states.${entry.state}`)}</span>
      </p>
      <StatusTimes entry={entry} relative={level === 1} />
    </div>
  )
}

function StatusTimes({ entry, relative }: { entry: StatusEntry; relative: boolean }) {
  const t = translations('status')
  const { state, since, worksUntil, renews } = entry
  const isProven = state === 'ok' || state === 'limited'
  // What is wrong may be mended before, or end it before: only an end that will really come is a date.
  const endsAt = state === 'trouble' || state === 'operator' ? null : worksUntil
  if (since === null && endsAt === null && !renews) return null
  return (
    <dl className="mt-4 grid gap-x-8 gap-y-2 sm:grid-cols-2">
      {since && (
        <div>
          <dt className="label">{t(isProven ? 'lastProven' : 'since')}</dt>
          <dd>
            <Moment at={since} relative={relative} stacked />
          </dd>
        </div>
      )}
      {(endsAt || renews) && (
        <div>
          <dt className="label">{t(endsAt ? 'worksUntil' : 'renewal')}</dt>
          <dd>{endsAt ? <Moment at={endsAt} relative={relative} stacked /> : t('renews')}</dd>
        </div>
      )}
    </dl>
  )
}
