import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { align, say } from '#server/terminal'

/** The groups of cases, by the letters that their titles begin with (`T06 ...`). */
export const GROUPS: Readonly<Record<string, string>> = {
  A: 'Authorization answer',
  T: 'Token answer',
  I: 'ID token',
  J: 'Signing keys',
  R: 'Refresh',
  V: 'Disconnect and revocation',
  S: 'Session, cookies, CSRF',
  H: 'HTTP input',
  K: 'API keys, and calls through to Qonto',
  D: 'Database faults',
  C: 'Crash points',
  N: 'Concurrency',
  L: 'Load',
  P: 'Pitfalls of next-auth',
  W: "Other people's ids, and what a page may do",
  X: 'Secrets',
}

const ID = /^([A-Z])\d\d\b/

export interface Case {
  title: string
  passed: boolean
  /** Playwright's word: `expected`, `unexpected`, `flaky` (it passed when it was repeated) or `skipped`. */
  status: string
  /** What the first failure said. */
  error: string | undefined
}

const result = z.object({ errors: z.array(z.object({ message: z.string().optional() })).default([]) })

// A case that did not run is `ok` for Playwright; here it has shown nothing.
const spec = z.object({
  title: z.string(),
  ok: z.boolean(),
  tests: z.array(z.object({ status: z.string(), results: z.array(result).default([]) })),
})

interface Suite {
  specs?: Array<z.infer<typeof spec>> | undefined
  suites?: Suite[] | undefined
}
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    specs: z.array(spec).optional(),
    suites: z.array(suite).optional(),
  }),
)
const reportShape = z.object({ suites: z.array(suite).default([]) })

/** The cases of a report of Playwright. */
export function casesOf(report: unknown): Case[] {
  const walk = ({ specs = [], suites = [] }: Suite): Case[] => [
    ...specs.map(({ title, ok, tests }) => ({
      title,
      passed: ok && tests.every(({ status }) => status !== 'skipped'),
      status: tests[0]?.status ?? 'skipped',
      error: tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors))[0]?.message,
    })),
    ...suites.flatMap(walk),
  ]
  return reportShape.parse(report).suites.flatMap(walk)
}

/** A line per group that has cases. A case whose title names no group stands under its own heading, so that none is forgotten. */
export function scoreOf(cases: Array<Pick<Case, 'title' | 'passed'>>): Array<[string, string]> {
  const letters = [...Object.keys(GROUPS), '?']
  return letters.flatMap((letter): Array<[string, string]> => {
    const own = cases.filter(({ title }) => letterOf(title) === letter)
    const passed = own.filter((one) => one.passed).length
    const heading = GROUPS[letter] ?? 'Without a group'
    return own.length === 0 ? [] : [[`${letter}  ${heading}`, `${passed} of ${own.length}`]]
  })
}

function letterOf(title: string): string {
  const letter = ID.exec(title)?.[1] ?? '?'
  return letter in GROUPS ? letter : '?'
}

/** Prints the score of a report; nothing when the runner has left none. */
export async function printScore(report: string): Promise<void> {
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text !== null) say(`\n${align(scoreOf(casesOf(JSON.parse(text))))}`)
}
