import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageFile, runNode } from '#scripts/child'
import { generateClient } from '#scripts/generate-client'
import { removeAbandoned } from '#scripts/postgres/temporary'
import { type Count, countPlaywright, countReport, countVitest, FAILED, PASSED, sum } from '#scripts/test/count'
import { startDashboard } from '#scripts/test/dashboard'
import { findBrowser } from '#scripts/test/find-browser'
import type { Undo } from '#scripts/undo'

export interface StepContext {
  undo: Undo
  signal: AbortSignal
  /** Words that narrow down which test files run. */
  filters: string[]
}

type Step = (context: StepContext) => Promise<Count>

export const STEPS: Readonly<Record<string, Step>> = {
  types: async ({ signal }) => {
    await generateClient(signal)
    const typegen = await runNode(packageFile('next/dist/bin/next'), ['typegen'], { signal, env: quiet() })
    if (typegen.code !== 0) process.stdout.write(typegen.output)
    return check('typescript/bin/tsc', ['--noEmit'], signal)
  },
  lint: ({ signal }) => check('@biomejs/biome/bin/biome', ['check', '--error-on-warnings'], signal),
  'dead-code': ({ signal }) => check('knip/bin/knip.js', ['--no-progress'], signal),
  unit: ({ signal, filters }) =>
    withFolder(async (folder) => {
      const file = join(folder, 'report.json')
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
      const { code } = await runNode(packageFile('vitest/vitest.mjs'), ['run', ...reporters, ...filters], {
        signal,
        show: true,
        env: { ...quiet(), TMPDIR: folder },
      })
      return countReport(file, code, countVitest)
    }),
  e2e: runEndToEnd,
}

async function runEndToEnd({ undo, signal, filters }: StepContext): Promise<Count> {
  const browser = await findBrowser()
  const dashboard = await startDashboard(signal)
  await undo.add('The tested dashboard', async () => {
    await dashboard.stop()
  })
  const counted = await withFolder(async (folder) => {
    const file = join(folder, 'report.json')
    const env = {
      ...quiet(),
      E2E_BASE_URL: dashboard.url,
      E2E_SIMULATOR_URL: dashboard.simulatorUrl,
      E2E_DATABASE_URL: dashboard.databaseUrl,
      E2E_BROWSER: browser,
      PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    }
    const words = ['test', '--reporter=list,json', ...filters]
    const { code } = await runNode(packageFile('@playwright/test/cli.js'), words, { signal, show: true, env })
    return countReport(file, code, countPlaywright)
  })
  // A launcher that cannot end cleanly has failed, whatever the pages did.
  return (await dashboard.stop()) === 0 ? counted : sum([counted, FAILED])
}

async function check(program: string, words: string[], signal: AbortSignal): Promise<Count> {
  const { code } = await runNode(packageFile(program), words, { signal, show: true, env: quiet() })
  return code === 0 ? PASSED : FAILED
}

/** A folder for a runner's report and for its temporary files: a runner that is stopped half-way cleans up nothing. */
async function withFolder(work: (folder: string) => Promise<Count>): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'dashboard-test-'))
  await chmod(folder, 0o711)
  return work(folder).finally(async () => {
    await removeAbandoned(folder, 0)
    await rm(folder, { recursive: true, force: true })
  })
}

function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
}
