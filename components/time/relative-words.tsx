const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONTH = 30 * DAY

/** Days for as long as people count them: "in 3 months" would hide whether it is 80 days or 100. */
const UNITS: ReadonlyArray<[below: number, unit: Intl.RelativeTimeFormatUnit, length: number]> = [
  [MINUTE, 'second', SECOND],
  [HOUR, 'minute', MINUTE],
  [DAY, 'hour', HOUR],
  [120 * DAY, 'day', DAY],
  [24 * MONTH, 'month', MONTH],
]

const said = new Map<string, Intl.RelativeTimeFormat>()

/** How far away something is, the past being negative: "12 seconds ago". The browser says it with the same words as the server. */
export function relativeWords(distance: number, locale: string): string {
  const format = said.get(locale) ?? new Intl.RelativeTimeFormat(locale)
  said.set(locale, format)
  const [, unit, length] = UNITS.find(([below]) => Math.abs(distance) < below) ?? [0, 'year' as const, 365 * DAY]
  return format.format(Math.round(distance / length), unit)
}
