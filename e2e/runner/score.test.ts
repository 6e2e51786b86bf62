import { expect, it } from 'vitest'
import { casesOf, scoreOf } from '#e2e/runner/score'

it('reads cases from every depth of a report', () => {
  const spec = (title: string, ok: boolean, status: string) => ({ title, ok, tests: [{ status }] })
  const inner = { specs: [spec('b', false, 'unexpected'), spec('c', true, 'skipped')] }
  const nested = { suites: [{ specs: [spec('T01 a', true, 'expected')], suites: [inner] }] }
  expect(casesOf(nested)).toEqual([
    { title: 'T01 a', passed: true, status: 'expected' },
    { title: 'b', passed: false, status: 'unexpected' },
    { title: 'c', passed: false, status: 'skipped' },
  ])
})

it('counts by the letter of a title, and forgets none without one', () => {
  const cases = [
    { title: 'T01 a code', passed: true },
    { title: 'T06 a stall', passed: false },
    { title: 'A11 twice', passed: true },
    { title: 'no group', passed: true },
    { title: 'Z99 an unknown group', passed: false },
  ]
  expect(scoreOf(cases)).toEqual([
    ['A  Authorization answer', '1 of 1'],
    ['T  Token answer', '1 of 2'],
    ['?  Without a group', '1 of 2'],
  ])
})
