import { LocalTime } from '#components/time/local-time'
import { TIME_SHAPES, type TimeShape } from '#components/time/time-shapes'
import { formatter, requestTime } from '#i18n/server'

interface MomentProps {
  at: Date
  shape?: TimeShape
  /** Also says how long ago, or how soon. */
  relative?: boolean
  /** The relative words stand under the absolute ones where there is room for two lines. */
  stacked?: boolean
}

const DAY = 86_400_000

/** In days for as long as people count them: "in 3 months" would hide whether it is 80 days or 100. */
export function relativeTo(at: Date, now: Date): { now: Date; unit?: 'day' } {
  const distance = Math.abs(at.getTime() - now.getTime())
  return distance > 2 * DAY && distance < 120 * DAY ? { now, unit: 'day' } : { now }
}

/** A point in time, in absolute words and, if wanted, in relative ones. */
export function Moment({ at, shape = 'minute', relative = false, stacked = false }: MomentProps) {
  const format = formatter()
  const now = requestTime()
  return (
    <>
      <LocalTime
        at={at.toISOString()}
        text={format.dateTime(at, TIME_SHAPES[shape])}
        {...(shape !== 'minute' && { shape })}
      />
      {relative && (
        <span className={stacked ? 'away-below' : 'away'}>{format.relativeTime(at, relativeTo(at, now))}</span>
      )}
    </>
  )
}
