import { expect, it } from 'vitest'
import { Refusal, toRefusal } from '#server/refusal'

const systemError = (code: string) => Object.assign(new Error('raw'), { code, syscall: 'mkdir', path: '/data' })

it.each([
  ['EACCES', 'this user may not'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
])('says in words what %s means and for which path', (code, words) => {
  expect(toRefusal(systemError(code))?.message).toContain(`Cannot write to /data: ${words}`)
})

it('leaves a fault of ours its stack', () => {
  expect(toRefusal(new TypeError('x is not a function'))).toBeNull()
  expect(toRefusal(systemError('EBADF'))).toBeNull()
  expect(toRefusal('text')).toBeNull()
})

it('keeps a refusal as it is', () => {
  const refusal = new Refusal('No.')
  expect(toRefusal(refusal)).toBe(refusal)
})
