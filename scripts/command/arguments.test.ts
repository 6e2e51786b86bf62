import { expect, it } from 'vitest'
import { parsePort, readArguments } from '#scripts/command/arguments'
import { Refusal } from '#server/refusal'

it('reads options and words', () => {
  const { values, positionals } = readArguments({ port: { type: 'string' } }, 'help', ['unit', '--port', '4000'])
  expect({ ...values }).toEqual({ port: '4000' })
  expect(positionals).toEqual(['unit'])
})

it('refuses what it does not know, in one sentence', () => {
  expect(() => readArguments({}, 'help', ['--bogus'])).toThrow(new Refusal("Unknown option '--bogus'. Try --help."))
})

it.each(['0', '65536', '-1', '1.5', '', ' 80', 'http', '1e3'])('does not take %j for a port', (text) => {
  expect(() => parsePort(text)).toThrow(Refusal)
})

it('takes a whole number for a port', () => {
  expect(parsePort('4000')).toBe(4000)
})
