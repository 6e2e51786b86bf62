import { readFile } from 'node:fs/promises'
import { z } from 'zod'

export interface Count {
  passed: number
  failed: number
}

export const PASSED: Count = { passed: 1, failed: 0 }
export const FAILED: Count = { passed: 0, failed: 1 }

export function sum(counts: Count[]): Count {
  return counts.reduce((all, { passed, failed }) => ({ passed: all.passed + passed, failed: all.failed + failed }), {
    passed: 0,
    failed: 0,
  })
}

const vitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() })
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
})

export function countVitest(report: unknown): Count {
  const { numPassedTests, numFailedTests } = vitestReport.parse(report)
  return { passed: numPassedTests, failed: numFailedTests }
}

export function countPlaywright(report: unknown): Count {
  const { stats } = playwrightReport.parse(report)
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected }
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
