import { afterEach, expect, it, vi } from 'vitest'
import { startStopwatch } from '#lib/deadline'

afterEach(() => void vi.useRealTimers())

it('counts by the clock that says more: a computer that slept has a monotonic one that stood still', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const age = startStopwatch()
  vi.advanceTimersByTime(1_000)
  expect(age()).toBe(1_000)
  vi.setSystemTime(Date.now() + 75_000)
  expect(age()).toBe(76_000)
  vi.setSystemTime(Date.now() - 3_600_000)
  expect(age()).toBe(1_000)
})
