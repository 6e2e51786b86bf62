export type TimeShape = 'day' | 'minute' | 'second' | 'clock'

const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const
const MINUTE = { ...DAY, hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const

/** How exactly a time is said. Every time of day names its time zone. */
export const TIME_SHAPES = {
  day: DAY,
  minute: MINUTE,
  second: { ...MINUTE, second: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
} as const satisfies Record<TimeShape, Intl.DateTimeFormatOptions>
