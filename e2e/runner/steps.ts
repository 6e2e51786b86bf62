import { join } from 'node:path'
import { type Count, countReport, countVitest, FAILED, PASSED } from '#e2e/runner/count'
import { runAdversarial, runJourneys } from '#e2e/runner/end-to-end'
import type { Step, StepContext } from '#e2e/runner/step'
import { withFolder } from '#e2e/runner/with-folder'
import { packageFile, runNode } from '#scripts/command/child'
import { generateClient } from '#scripts/launch/generate-client'

/** What the arrows of .dependency-cruiser.js are drawn between. */
const SOURCES = ['app', 'cli', 'components', 'e2e', 'i18n', 'lib', 'prisma', 'scripts', 'server', 'simulator']

export const STEPS: Readonly<Record<string, Step>> = {
  types: async ({ signal }) => {
    await generateClient(signal)
    const typegen = await runNode(packageFile('next/dist/bin/next'), ['typegen'], { signal, env: quiet() })
    if (typegen.code !== 0) process.stdout.write(typegen.output)
    return check('typescript/bin/tsc', ['--noEmit'], signal)
  },
  lint: ({ signal }) => check('@biomejs/biome/bin/biome', ['check', '--error-on-warnings'], signal),
  'dead-code': ({ signal }) => check('knip/bin/knip.js', ['--no-progress'], signal),
  structure: ({ signal }) =>
    check('dependency-cruiser/bin/dependency-cruiser.mjs', ['--output-type', 'err-long', ...SOURCES], signal),
  unit: runVitest,
  e2e: runJourneys,
  adversarial: runAdversarial,
}

/** All unit and integration tests, or those that the filters name. */
function runVitest({ signal, filters }: StepContext): Promise<Count> {
  return withFolder(async (folder) => {
    const file = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const { code } = await runNode(packageFile('vitest/vitest.mjs'), ['run', ...reporters, ...filters], {
      signal,
      show: true,
      env: { ...quiet(), TMPDIR: folder },
    })
    return countReport(file, code, countVitest)
  })
}

async function check(program: string, words: string[], signal: AbortSignal): Promise<Count> {
  const { code } = await runNode(packageFile(program), words, { signal, show: true, env: quiet() })
  return code === 0 ? PASSED : FAILED
}

function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
}
