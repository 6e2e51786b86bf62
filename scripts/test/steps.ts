import { join } from 'node:path'
import { packageFile, runNode } from '#scripts/child'
import { generateClient } from '#scripts/generate-client'
import { type Count, countReport, countVitest, FAILED, PASSED } from '#scripts/test/count'
import { runHostile, runJourneys } from '#scripts/test/end-to-end'
import { withFolder } from '#scripts/test/with-folder'
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
  e2e: runJourneys,
  hostile: runHostile,
}

async function check(program: string, words: string[], signal: AbortSignal): Promise<Count> {
  const { code } = await runNode(packageFile(program), words, { signal, show: true, env: quiet() })
  return code === 0 ? PASSED : FAILED
}

function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
}
