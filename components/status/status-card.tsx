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
  const size = level === 1 ? 'display' : 'text-xl leading-snug font-semibold sm:text-2xl'
  return (
    <div className={`${toneClass(tone)} h-full rounded-lg border border-tone-line bg-tone-surface px-5 py-5 sm:px-7`}>
      <Name className={`${size} [overflow-wrap:anywhere]`}>
        {entry.organizationName ?? detail('organizationUnknown')}
      </Name>
      <p className={`verdict-label mt-3 ${level === 1 ? 'text-2xl sm:text-4xl' : 'text-lg sm:text-xl'}`}>
        <span className="mark">
          <Icon name={icon} className="" />
        </span>
        <span>{t(`states.${entry.state}`)}</span>
      </p>
      <StatusTimes entry={entry} />
    </div>
  )
}

function StatusTimes({ entry: { state, since, worksUntil, renews } }: { entry: StatusEntry }) {
  const t = translations('status')
  const works = state === 'ok' || state === 'limited'
  return (
    <dl className="mt-4 grid gap-x-8 gap-y-2 sm:grid-cols-2">
      <div>
        <dt className="label">{t(works ? 'lastProven' : 'since')}</dt>
        <dd>{since ? <Moment at={since} relative stacked /> : t('unknown')}</dd>
      </div>
      <div>
        <dt className="label">{t('worksUntil')}</dt>
        <dd>{worksUntil ? <Moment at={worksUntil} relative stacked /> : t(renews ? 'renews' : 'none')}</dd>
      </div>
    </dl>
  )
}
