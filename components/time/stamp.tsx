import { TIME_SHAPES } from '#components/time/time-shapes'
import { formatter } from '#i18n/server'

/** A point in time for paper: in UTC, and in the zone of the reader where that is another. */
export function Stamp({ at }: { at: Date }) {
  const format = formatter()
  const universal = format.dateTime(at, { ...TIME_SHAPES.second, timeZone: 'UTC' })
  const own = format.dateTime(at, TIME_SHAPES.second)
  return <time dateTime={at.toISOString()}>{own === universal ? universal : `${universal} · ${own}`}</time>
}
