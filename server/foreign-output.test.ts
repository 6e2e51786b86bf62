import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { log } from '#lib/log'
import { logForeignOutput } from '#server/foreign-output'

const before = { ...console }
const lines: unknown[][] = []
beforeEach(() => {
  lines.length = 0
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(log, level).mockImplementation((...line) => void lines.push([level, ...line]))
  logForeignOutput()
})
afterEach(() => {
  Object.assign(console, before)
  vi.restoreAllMocks()
})

it('keeps the kind of an error and where it arose, never what it says', () => {
  console.error('⨯', Object.assign(new TypeError('ory_rt_secret of camille@example.com'), { code: 'P2039' }))
  expect(lines).toEqual([['error', 'foreign_output', { cause: 'TypeError P2039', at: expect.stringContaining('.ts') }]])
  expect(JSON.stringify(lines)).not.toMatch(/secret|camille/)
})

// Next names the whole address of a request whose body is too long, its query included.
it('keeps the first words of a text, not the address in it', () => {
  console.warn('Request body exceeded 128KB for /api/auth/callback/qonto?code=ory_ac_secret.')
  expect(lines).toEqual([['warn', 'foreign_output', { cause: 'Request body exceeded 128KB for' }]])
})

it('survives whatever is written', () => {
  for (const words of [[], [null], [Symbol('x')], [{ toString: () => 'x' }], [undefined, 7]]) console.warn(...words)
  expect(lines).toHaveLength(5)
})

it('leaves out what only tells how things go, and keeps an error however it is written', () => {
  console.log('Running next.config.js took 18ms')
  console.info('ready')
  console.log(new TypeError('x'))
  expect(lines).toEqual([['info', 'foreign_output', { cause: 'TypeError', at: expect.any(String) }]])
})
