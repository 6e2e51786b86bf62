import { type Count, FAILED, sum } from '#e2e/runner/count'
import type { StepContext } from '#e2e/runner/step'
import { STEPS } from '#e2e/runner/steps'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { toRefusal } from '#server/refusal'
import { align, complain, say } from '#server/terminal'

const HELP = `
Usage: npm test [-- STEP ...] [FILTER ...]

Runs every check, or only the steps that are named: ${Object.keys(STEPS).join(', ')}.
Other words choose test files, for example: npm test -- unit lib/env

  --help  this text

A step that fails does not keep the next ones from running. The last line is "N passed, N failed"; exit code 1 if any failed.
`

await runCommand(async ({ undo, signal }) => {
  const { positionals } = readArguments({}, HELP)
  const named = positionals.filter((word) => word in STEPS)
  const filters = positionals.filter((word) => !(word in STEPS))
  const rows: Array<[string, string]> = []
  const counts: Count[] = []
  for (const name of named.length > 0 ? named : Object.keys(STEPS)) {
    if (signal.aborted) break
    const began = performance.now()
    say(`\n--- ${name}`)
    const count = await runStep(name, { undo, signal, filters })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    counts.push(count)
    rows.push([name, `${describe(count)}, ${seconds} s`])
    say(`--- ${name}: ${describe(count)}, ${seconds} s`)
  }
  const total = sum(counts)
  say(`\n${align(rows)}\n`)
  for (const problem of total.problems) say(`- ${problem}`)
  await undo.run()
  say(describe(total))
  return total.failed === 0 ? 0 : 1
})

async function runStep(name: string, context: StepContext): Promise<Count> {
  try {
    return (await STEPS[name]?.(context)) ?? FAILED
  } catch (error) {
    complain(toRefusal(error)?.message ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)))
    return FAILED
  }
}

function describe({ passed, failed }: Pick<Count, 'passed' | 'failed'>): string {
  return `${passed} passed, ${failed} failed`
}
