import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Case, casesOf } from '#e2e/runner/score'
import { runNode } from '#scripts/command/child'
import { Refusal } from '#server/refusal'
import type { Defence } from './defence.ts'

/** Runs the cases of a defence in a copied checkout, built anew. */
export async function runCases(
  folder: string,
  { name, cases, specs, step }: Defence,
  signal: AbortSignal,
): Promise<Case[]> {
  const report = join(folder, 'drill-report.json')
  await rm(report, { force: true })
  // A few cases are not worth more than one dashboard.
  const env = { ...process.env, E2E_REPORT_FILE: report, E2E_GREP: `\\s(${cases.join('|')})\\b`, E2E_WORKERS: '1' }
  const words = step ? [step, ...specs] : ['adversarial', ...specs.map((spec) => `adversarial/.*${spec}`)]
  const { output } = await runNode(join(folder, 'scripts/test.ts'), words, { cwd: folder, env, signal })
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text === null) throw new Refusal(`${name}: the cases did not run.\n${output.slice(-2_000)}`)
  const ran = casesOf(JSON.parse(text))
  if (ran.length === 0) throw new Refusal(`${name}: no case is called ${cases.join(' or ')} in ${specs.join(', ')}.`)
  return ran
}
