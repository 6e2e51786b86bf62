import { expect, it, vi } from 'vitest'
import { Undo } from '#scripts/command/undo'

it('ends in the opposite order, also past a step that fails, and says which one', async () => {
  const complain = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const ended: string[] = []
  const undo = new Undo()
  await undo.add('PostgreSQL', () => void ended.push('PostgreSQL'))
  await undo.add('The simulator', () => Promise.reject(new Error('stuck')))
  await undo.add('The dashboard', () => void ended.push('The dashboard'))
  await undo.run()
  expect(ended).toEqual(['The dashboard', 'PostgreSQL'])
  expect(complain).toHaveBeenCalledWith('The simulator could not be stopped: stuck\n')
})

it('ends at once what begins after the end', async () => {
  const undo = new Undo()
  await undo.run()
  const step = vi.fn()
  await undo.add('late', step)
  expect(step).toHaveBeenCalledOnce()
})
