import { Moment, relativeTo } from '#components/time/moment'
import { TIME_SHAPES } from '#components/time/time-shapes'
import { Code } from '#components/ui/code'
import { formatter, requestTime, translations } from '#i18n/server'

interface TimeClaimProps {
  at: Date
  raw: string
}

/** A time as the reader's clock says it, in UTC, and relative to now. */
export function TimeClaim({ at, raw }: TimeClaimProps) {
  const t = translations('identity')
  const format = formatter()
  const now = requestTime()
  return (
    <dl className="grid grid-cols-[4rem_1fr] items-baseline gap-x-3">
      <dt className="label">{t('local')}</dt>
      <dd>
        <Moment at={at} shape="second" />
      </dd>
      <dt className="label">{t('utc')}</dt>
      <dd>
        {format.dateTime(at, { ...TIME_SHAPES.second, timeZone: 'UTC' })}{' '}
        <span className="inline-block text-soft">
          (<Code>{raw}</Code>)
        </span>
      </dd>
      <dt className="label">{t('ago')}</dt>
      <dd>{format.relativeTime(at, relativeTo(at, now))}</dd>
    </dl>
  )
}
