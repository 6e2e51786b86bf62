import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { countVitest } from '#e2e/runner/count'
import { withFolder } from '#e2e/runner/with-folder'
import { readArguments } from '#scripts/command/arguments'
import { packageFile, runNode } from '#scripts/command/child'
import { runCommand } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'
import { MUTATIONS, type Mutation } from '../../e2e/mutation/mutations.ts'

const HELP = `
Usage: npm run mutate [-- WORD ...]

Replaces one function after the other by a wrong one, in memory, and runs the unit test that must fail.
Words choose mutations by their names. The exit code is 1 when a test does not notice.

  --help  this text
`

await runCommand(async ({ signal }) => {
  const { positionals } = readArguments({}, HELP)
  const chosen = MUTATIONS.filter(({ name }) =>
    positionals.every((word) => name.toLowerCase().includes(word.toLowerCase())),
  )
  if (chosen.length === 0) throw new Refusal('No mutation has such a name. Without words all of them are tried.')
  let unnoticed = 0
  for (const mutation of chosen) {
    if (signal.aborted) return 1
    const isNoticed = await isMutationNoticed(mutation, signal)
    if (!isNoticed) unnoticed += 1
    say(`${isNoticed ? 'noticed    ' : 'NOT NOTICED'}  ${mutation.name}`)
  }
  return unnoticed === 0 ? 0 : 1
})

/** True when the test ran and failed. That a file could not be loaded is no proof: then no test ran. */
function isMutationNoticed({ name, test }: Mutation, signal: AbortSignal): Promise<boolean> {
  return withFolder(async (folder) => {
    const report = join(folder, 'report.json')
    const title = test.title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const words = ['run', '--reporter=json', `--outputFile.json=${report}`, '-t', title, test.file]
    const env = { ...process.env, TMPDIR: folder, MUTATION: name }
    const { output } = await runNode(packageFile('vitest/vitest.mjs'), words, { signal, env })
    const text = await readFile(report, 'utf8').catch(() => null)
    const { passed, failed } = text === null ? { passed: 0, failed: 0 } : countVitest(JSON.parse(text))
    if (passed + failed === 0) throw new Refusal(`${name}: the test did not run.\n${output.slice(-2_000)}`)
    return failed > 0
  })
}
