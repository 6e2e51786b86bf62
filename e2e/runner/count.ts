import { readFile } from 'node:fs/promises'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import { casesOf } from '#e2e/runner/score'

export interface Count {
  passed: number
  failed: number
  /** Tests that failed, or passed only when they were repeated: the title, and how the error begins. */
  problems: string[]
}

export const PASSED: Count = { passed: 1, failed: 0, problems: [] }
export const FAILED: Count = { passed: 0, failed: 1, problems: [] }

export function sum(counts: Count[]): Count {
  return {
    passed: counts.reduce((all, { passed }) => all + passed, 0),
    failed: counts.reduce((all, { failed }) => all + failed, 0),
    problems: counts.flatMap(({ problems }) => problems),
  }
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z
    .array(
      z.object({
        assertionResults: z.array(
          z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
        ),
      }),
    )
    .default([]),
})
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
})

export function countVitest(report: unknown): Count {
  const { numPassedTests, numFailedTests, testResults } = vitestReport.parse(report)
  const failed = testResults.flatMap((file) => file.assertionResults).filter(({ status }) => status === 'failed')
  const problems = failed.map(({ fullName, failureMessages }) => describe(fullName, failureMessages?.[0]))
  return { passed: numPassedTests, failed: numFailedTests, problems }
}

export function countPlaywright(report: unknown): Count {
  const { stats } = playwrightReport.parse(report)
  const cases = casesOf(report)
  const repeated = cases.filter(({ status }) => status === 'flaky')
  const failed = cases.filter(({ status }) => status === 'unexpected')
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    problems: [
      ...failed.map(({ title, error }) => describe(title, error)),
      ...repeated.map(({ title, error }) => `passed at the second try: ${describe(title, error)}`),
    ],
  }
}

function describe(title: string, error: string | undefined): string {
  // The first line alone is often a heading: `Property failed after 3 tests`.
  const lines = stripVTControlCharacters(error ?? '').split('\n')
  const said = lines.map((line) => line.trim()).filter((line) => line !== '' && !/^at\b/.test(line))
  return `${title}: ${said.join(' / ').slice(0, 300)}`
}

/** Counts a runner's report. A runner that failed without naming a failed test (a file that does not load) still failed. */
export async function countReport(file: string, code: number, count: (report: unknown) => Count): Promise<Count> {
  const found = await readCount(file, count)
  return code !== 0 && found.failed === 0 ? { ...found, failed: 1 } : found
}

async function readCount(file: string, count: (report: unknown) => Count): Promise<Count> {
  const text = await readFile(file, 'utf8').catch(() => null)
  return text === null ? FAILED : count(JSON.parse(text))
}
