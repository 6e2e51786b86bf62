import { LocalTime } from '#components/time/local-time'
import { TIME_SHAPES } from '#components/time/time-shapes'
import { formatter } from '#i18n/server'

/** A time to the second as the reader's clock says it and in UTC; once, where the two are the same. */
export function SameTime({ at }: { at: Date }) {
  const format = formatter()
  return (
    <LocalTime
      at={at.toISOString()}
      text={format.dateTime(at, TIME_SHAPES.second)}
      utc={format.dateTime(at, { ...TIME_SHAPES.second, timeZone: 'UTC' })}
      shape="second"
    />
  )
}
