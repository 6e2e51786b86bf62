import { LocalTime } from '#components/time/local-time'
import { RelativeTime } from '#components/time/relative-time'
import { relativeWords } from '#components/time/relative-words'
import { TIME_SHAPES, type TimeShape } from '#components/time/time-shapes'
import { formatter, locale, requestTime } from '#i18n/server'

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
  return (
    <>
      <LocalTime
        at={at.toISOString()}
        text={formatter().dateTime(at, TIME_SHAPES[shape])}
        {...(shape !== 'minute' && { shape })}
      />
      {relative && <Away at={at} className={stacked ? 'away-below' : 'away-beside'} />}
    </>
  )
}

interface AwayProps {
  at: Date
  /** What is said of a plan whose time has come. */
  due?: string
  className?: string
}

/** How long ago, or how soon, and nothing else. */
export function Away({ at, due, className }: AwayProps) {
  const distance = at.getTime() - requestTime().getTime()
  const text = due !== undefined && distance <= 0 ? due : relativeWords(distance, locale())
  return <RelativeTime distance={distance} text={text} due={due} className={className} />
}
