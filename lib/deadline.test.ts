import { afterEach, expect, it, vi } from 'vitest'
import { startStopwatch, waitAtMost } from '#lib/deadline'

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

it('waits for what cannot be stopped no longer than it was told, and hands on what comes in time', async () => {
  const hanging = waitAtMost(20, new Promise(() => undefined))
  await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(await waitAtMost(60_000, Promise.resolve('in time'))).toBe('in time')
  await expect(waitAtMost(60_000, Promise.reject(new Error('its own')))).rejects.toThrow('its own')
})
