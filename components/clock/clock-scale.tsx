const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The width of everything that is drawn as one path; the picture stretches it to the width that there is. */
export const CLOCK_UNITS = 1_000

export interface ClockScale {
  /** Where a time stands on the picture, as an SVG length. */
  at: (time: Date) => string
  /** The same in units of a path. */
  unitsAt: (time: Date) => number
  ticks: { major: number[]; minor: number[] }
}

/** A ruler between two times: marks of ten minutes, of days or of weeks, whatever can be told apart. */
export function clockScale(start: Date, end: Date): ClockScale {
  const from = start.getTime()
  const span = Math.max(end.getTime() - from, 1)
  const share = (time: number) => Math.min(Math.max((time - from) / span, 0), 1)
  const units = (time: number) => Math.round(share(time) * CLOCK_UNITS)
  const { step, every } = stepFor(span)
  const marks = Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => ({
    x: units(from + index * step),
    major: index % every === 0,
  }))
  const ticks = (wanted: boolean) => marks.filter(({ major }) => major === wanted).map(({ x }) => x)
  return {
    at: (time) => `${Math.round(share(time.getTime()) * 10_000) / 100}%`,
    unitsAt: (time) => units(time.getTime()),
    ticks: { major: ticks(true), minor: ticks(false) },
  }
}

function stepFor(span: number): { step: number; every: number } {
  if (span <= 3 * HOUR) return { step: HOUR / 12, every: 6 }
  if (span <= 2 * DAY) return { step: HOUR / 2, every: 12 }
  if (span <= 100 * DAY) return { step: DAY, every: 10 }
  return { step: 7 * DAY, every: Math.max(4, Math.ceil(span / (7 * DAY) / 10)) }
}
