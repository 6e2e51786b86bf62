import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { finishInFlight, inFlight } from '#lib/in-flight'

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'dashboardInFlight')
  vi.resetModules()
})

describe('work in flight', () => {
  it('is waited for although whoever asked has gone, with what it began, also when Next has loaded the module twice', async () => {
    const done: string[] = []
    const { inFlight: ofNext } = await import('#lib/in-flight')
    void ofNext(async () => {
      await wait(50)
      void inFlight(async () => {
        await wait(50)
        done.push('began later')
      })
    }).then(() => done.push('began first'))
    void inFlight(() => wait(20).then(() => Promise.reject(new Error('of its own')))).catch(() => done.push('failed'))
    expect(await finishInFlight(5_000)).toBe(0)
    expect(done).toEqual(['failed', 'began first', 'began later'])
  })

  it('is given up after the limit, and says how much was left', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    void inFlight(() => promise)
    expect(await finishInFlight(300)).toBe(1)
    resolve()
  })

  it('is not begun any more once the end has come: nothing would be stored', async () => {
    await finishInFlight(100)
    const work = vi.fn(async () => {})
    await expect(inFlight(work)).rejects.toThrow('ending')
    expect(work).not.toHaveBeenCalled()
  })
})
