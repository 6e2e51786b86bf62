import setUp from '#e2e/runner/test-server'
import type { FlowName } from '#e2e/trace/flows'
import { instrumentLib } from '#e2e/trace/instrument'
import { countSteps, type Entry } from '#e2e/trace/record'
import { align, say } from '#server/terminal'

interface Traced {
  runs: FlowName[]
  goal: Goal
}

interface Goal {
  files: number
  returns: number
  unsealed: number
}

/** What a reader can hold in the head (lib/README.md). A page may not open a token. */
export const TRACED: Record<string, Traced> = {
  callback: { runs: ['callback'], goal: { files: 30, returns: 45, unsealed: Number.POSITIVE_INFINITY } },
  refresh: { runs: ['refresh'], goal: { files: 14, returns: 30, unsealed: Number.POSITIVE_INFINITY } },
  disconnect: { runs: ['disconnect'], goal: { files: 24, returns: 45, unsealed: Number.POSITIVE_INFINITY } },
  page: { runs: ['list page', 'connection page'], goal: { files: 12, returns: Number.POSITIVE_INFINITY, unsealed: 0 } },
}

/** What every step stands on and no reader follows: the log, the database, metrics and spans. */
const isGroundFloor = (file: string) => !file.includes('/') || /^(database|observe|text|testing|next-auth)\//.test(file)

/** Prints the steps of a flow beside its goal. Answers false above a goal. */
export async function traceFlow({ runs, goal }: Traced): Promise<boolean> {
  const stopServer = await setUp()
  try {
    instrumentLib()
    const [{ FLOWS }, { openHarness }] = await Promise.all([import('#e2e/trace/flows'), import('#lib/testing/harness')])
    const harness = await openHarness()
    const kept: boolean[] = []
    for (const run of runs) {
      // Once before: what a process does only the first time is no part of the flow.
      await FLOWS[run](harness)
      kept.push(report(run, await FLOWS[run](harness), goal))
    }
    await harness.close()
    return kept.every(Boolean)
  } finally {
    await stopServer()
  }
}

function report(run: string, entries: Entry[], goal: Goal): boolean {
  const { files, entries: count, returns } = countSteps(entries, isGroundFloor)
  const calls = (file: string, name: string) =>
    entries.filter((entry) => entry.file === file && entry.name === name).length
  const unsealed = calls('vault/seal.ts', 'open') + calls('next-auth/jwt', 'decode')
  const sealed = calls('vault/seal.ts', 'seal') + calls('next-auth/jwt', 'encode')
  say(`\n${run}\n`)
  say(align(files.map(({ file, functions }) => [file, functions.join(', ')])))
  const beside = (value: number, limit: number) =>
    `${value}${limit === Number.POSITIVE_INFINITY ? '' : `  (goal: at most ${limit})`}`
  say('')
  say(
    align([
      ['files', beside(files.length, goal.files)],
      ['function entries', String(count)],
      ['returns', beside(returns, goal.returns)],
      ['sealed', String(sealed)],
      ['unsealed', beside(unsealed, goal.unsealed)],
    ]),
  )
  return files.length <= goal.files && returns <= goal.returns && unsealed <= goal.unsealed
}
