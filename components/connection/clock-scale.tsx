const HOUR = 3_600_000
const DAY = 24 * HOUR

export interface ClockScale {
  /** Where a time stands on the picture, as an SVG length. */
  at: (time: Date) => string
  ticks: Array<{ x: string; major: boolean }>
}

/** A ruler between two times: marks of ten minutes, of days or of weeks, whatever can be told apart. */
export function clockScale(start: Date, end: Date): ClockScale {
  const from = start.getTime()
  const span = Math.max(end.getTime() - from, 1)
  const place = (time: number) => `${Math.round(Math.min(Math.max((time - from) / span, 0), 1) * 10_000) / 100}%`
  const { step, every } = stepFor(span)
  const ticks = Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => ({
    x: place(from + index * step),
    major: index % every === 0,
  }))
  return { at: (time) => place(time.getTime()), ticks }
}

function stepFor(span: number): { step: number; every: number } {
  if (span <= 3 * HOUR) return { step: HOUR / 12, every: 6 }
  if (span <= 2 * DAY) return { step: HOUR / 2, every: 12 }
  if (span <= 100 * DAY) return { step: DAY, every: 10 }
  return { step: 7 * DAY, every: Math.max(4, Math.ceil(span / (7 * DAY) / 10)) }
}
