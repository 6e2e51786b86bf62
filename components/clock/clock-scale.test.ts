import { describe, expect, it } from 'vitest'
import { clockScale } from '#components/clock/clock-scale'

const START = new Date('2026-01-01T00:00:00Z')
const day = (count: number) => new Date(START.getTime() + count * 86_400_000)

describe('the scale of the grant clock', () => {
  it('marks each of 90 days, every tenth longer', () => {
    const { ticks } = clockScale(START, day(90))
    expect([ticks.major.length, ticks.minor.length]).toEqual([10, 81])
    expect([ticks.major[0], ticks.major.at(-1)]).toEqual([0, 1000])
  })

  it('places a time as a length and in units, and nothing outside of the picture', () => {
    const scale = clockScale(START, day(90))
    expect([scale.at(day(30)), scale.unitsAt(day(30))]).toEqual(['33.33%', 333])
    expect([scale.at(day(-1)), scale.at(day(91))]).toEqual(['0%', '100%'])
  })

  it('has few enough marks to be told apart, however long a permission lives', () => {
    for (const days of [0, 0.04, 1, 2, 30, 99, 120, 400, 3_000]) {
      const { ticks } = clockScale(START, day(days))
      expect(ticks.major.length).toBeLessThan(20)
    }
  })
})
