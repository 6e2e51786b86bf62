import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { countPlaywright, countReport, countVitest, FAILED, PASSED, sum } from '#e2e/runner/count'

it('adds up', () => {
  expect(sum([PASSED, FAILED, { passed: 40, failed: 2 }])).toEqual({ passed: 41, failed: 3 })
  expect(sum([])).toEqual({ passed: 0, failed: 0 })
})

it('reads the reports of both runners', () => {
  expect(countVitest({ numPassedTests: 7, numFailedTests: 1, numPendingTests: 2 })).toEqual({ passed: 7, failed: 1 })
  expect(countPlaywright({ stats: { expected: 5, unexpected: 1, flaky: 0, skipped: 3 } })).toEqual({
    passed: 5,
    failed: 1,
  })
})

it('counts a failure for a runner that failed without naming a test, or without a report', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'count-'))
  const file = join(folder, 'report.json')
  await writeFile(file, JSON.stringify({ numPassedTests: 7, numFailedTests: 0 }))
  expect(await countReport(file, 0, countVitest)).toEqual({ passed: 7, failed: 0 })
  expect(await countReport(file, 1, countVitest)).toEqual({ passed: 7, failed: 1 })
  expect(await countReport(join(folder, 'none.json'), 0, countVitest)).toEqual(FAILED)
  await rm(folder, { recursive: true })
})
