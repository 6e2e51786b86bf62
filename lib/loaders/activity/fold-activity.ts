import type { ActivityEntry, ActivityLine } from '#lib/loaders/views'

/** Two lines are read as quickly as one that stands for them. */
const LEAST = 3

/** What happens by itself many times a day, and went well. Whatever has a code or a remark is worth its own line. */
function isRoutine({ event, outcome, code, details }: ActivityEntry): boolean {
  return (event === 'checked' || event === 'refreshed') && outcome === 'done' && code === null && !details.check
}

/**
 * The entries in their order, with each run of routine ones of a day folded into one line.
 * @param before the entry above the first one, if there is any
 */
export function foldActivity(
  entries: ActivityEntry[],
  dayOf: (at: Date) => string,
  before: string | null,
): ActivityLine[] {
  const runs: Array<[ActivityEntry, ...ActivityEntry[]]> = []
  for (const entry of entries) {
    const run = runs.at(-1)
    const above = run?.at(-1)
    if (run && above && isRoutine(above) && isRoutine(entry) && dayOf(above.at) === dayOf(entry.at)) run.push(entry)
    else runs.push([entry])
  }
  let above = before
  return runs.flatMap((run) => {
    const lines: ActivityLine[] = run.length < LEAST ? run : [fold(run, above)]
    above = run.at(-1)?.id ?? above
    return lines
  })
}

function fold(run: [ActivityEntry, ...ActivityEntry[]], above: string | null): ActivityLine {
  const times = run.map(({ at }) => at.getTime())
  const checks = run.filter(({ event }) => event === 'checked').length
  return {
    id: run[0].id,
    above,
    from: new Date(Math.min(...times)),
    until: new Date(Math.max(...times)),
    checks,
    renewals: run.length - checks,
  }
}

/** How many entries a line stands for. */
export function entriesIn(line: ActivityLine): number {
  return 'checks' in line ? line.checks + line.renewals : 1
}
