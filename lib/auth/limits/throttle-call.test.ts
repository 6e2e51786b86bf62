import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '#lib/auth/limits/limit-catalogue'
import { throttleCall } from '#lib/auth/limits/throttle-call'
import { db, pool } from '#lib/db'
import { newId } from '#lib/ids'
import { useHarness } from '#lib/testing/use-harness'

useHarness()
let key: string
beforeEach(async () => {
  await db().rateLimit.deleteMany()
  key = newId()
})

type Windows = NonNullable<Parameters<typeof throttleCall>[1]>
const newProcess = (): Windows => new Map()
/** How many of so many calls get through: at once, or one after the other. */
async function through(calls: number, process: Windows, isAtOnce = true): Promise<number> {
  const results = []
  for (let sent = 0; sent < calls; sent++) {
    const result = throttleCall(key, process)
    results.push(isAtOnce ? result : await result)
  }
  return (await Promise.all(results)).filter(({ ok }) => ok).length
}
const told = async () => (await db().rateLimit.findMany()).map(({ points }) => points)
const later = (ms: number) => {
  const now = performance.now() + ms
  vi.spyOn(performance, 'now').mockImplementation(() => now)
}

describe('the limit of a key', () => {
  it.each([
    ['at once', true],
    ['one after the other', false],
  ])('lets exactly its number through in one process, %s, with a statement for twenty', async (_, isAtOnce) => {
    const asked = vi.spyOn(pool(), 'query')
    expect(await through(700, newProcess(), isAtOnce)).toBe(LIMITS.api.points)
    expect(asked.mock.calls.length).toBeLessThanOrEqual(LIMITS.api.points / 20 + 1)
  })

  it('costs a key that calls seldom one statement in twenty calls, of whichever minute', async () => {
    const process = newProcess()
    expect(await through(10, process)).toBe(10)
    later(61_000)
    expect(await through(9, process)).toBe(9)
    expect(await told()).toEqual([])
    expect(await through(1, process)).toBe(1)
    expect(await told()).toEqual([20])
  })

  it('holds over five processes, but for 19 calls of each', async () => {
    const processes = Array.from({ length: 5 }, newProcess)
    const passed = await Promise.all(processes.map((process) => through(700, process)))
    const sum = passed.reduce((one, other) => one + other)
    expect(sum).toBeGreaterThanOrEqual(LIMITS.api.points)
    expect(sum).toBeLessThanOrEqual(LIMITS.api.points + 5 * 19)
    // Nobody gets through any more, and nobody asks.
    const asked = vi.spyOn(pool(), 'query')
    for (const process of processes) expect(await through(100, process)).toBe(0)
    expect(asked).not.toHaveBeenCalled()
  })

  it('says how long to wait, and begins anew after that', async () => {
    const process = newProcess()
    await through(700, process)
    const refused = await throttleCall(key, process)
    expect(refused).toMatchObject({ ok: false, reason: { retryAfter: expect.any(Number) } })
    expect(refused.ok ? 0 : refused.reason.retryAfter).toBeGreaterThan(50)
    later(30_000)
    expect(await through(1, process)).toBe(0)
    later(61_000)
    expect(await through(19, process)).toBe(19)
  })
})
