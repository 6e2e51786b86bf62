import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { countPlaywright, countReport, countVitest, FAILED, PASSED, sum } from '#e2e/runner/count'

it('adds up', () => {
  expect(sum([PASSED, FAILED, { passed: 40, failed: 2, problems: ['a'] }])).toEqual({
    passed: 41,
    failed: 3,
    problems: ['a'],
  })
  expect(sum([])).toEqual({ passed: 0, failed: 0, problems: [] })
})

it('reads the reports of both runners', () => {
  const failure = {
    fullName: 'a key is shown',
    status: 'failed',
    failureMessages: ['\u001b[31mno key\u001b[39m\n\nExpected: 1\n    at x'],
  }
  const testResults = [{ assertionResults: [failure, { fullName: 'b', status: 'passed', failureMessages: [] }] }]
  expect(countVitest({ numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, testResults })).toEqual({
    passed: 7,
    failed: 1,
    problems: ['a key is shown: no key / Expected: 1'],
  })
  const spec = (title: string, ok: boolean, status: string) => ({
    title,
    ok,
    tests: [{ status, results: [{ errors: [{ message: `${title} was late\nat` }] }, { errors: [] }] }],
  })
  const specs = [spec('a', false, 'unexpected'), spec('b', true, 'flaky'), spec('c', true, 'expected')]
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 3 }
  expect(countPlaywright({ stats, suites: [{ specs }] })).toEqual({
    passed: 6,
    failed: 1,
    problems: ['a: a was late', 'passed at the second try: b: b was late'],
  })
})

it('counts a failure for a runner that failed without naming a test, or without a report', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'count-'))
  const file = join(folder, 'report.json')
  await writeFile(file, JSON.stringify({ numPassedTests: 7, numFailedTests: 0 }))
  expect(await countReport(file, 0, countVitest)).toMatchObject({ passed: 7, failed: 0 })
  expect(await countReport(file, 1, countVitest)).toMatchObject({ passed: 7, failed: 1 })
  expect(await countReport(join(folder, 'none.json'), 0, countVitest)).toEqual(FAILED)
  await rm(folder, { recursive: true })
})
