import { expect, it, vi } from 'vitest'
import { keepAlive } from '#scripts/launch/keep-alive'

it('starts a helper again and goes on', async () => {
  const complain = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const controller = new AbortController()
  const looks = [true, false, true]
  const ensure = vi.fn(async () => 'started')
  const isRunning = async () => {
    if (looks.length === 1) controller.abort()
    return looks.shift() ?? true
  }
  expect(await keepAlive({ name: 'PostgreSQL', isRunning, ensure }, controller.signal, 1)).toBe(true)
  expect(ensure).toHaveBeenCalledOnce()
  expect(complain).toHaveBeenCalledExactlyOnceWith('PostgreSQL is gone: starting it again.\n')
})

it('gives up after three failures within a minute, also when starting it fails', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const ensure = vi.fn(() => Promise.reject(new Error('no')))
  const helper = { name: 'PostgreSQL', isRunning: async () => false, ensure }
  expect(await keepAlive(helper, new AbortController().signal, 1)).toBe(false)
  expect(ensure).toHaveBeenCalledTimes(2)
})
