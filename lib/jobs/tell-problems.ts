import 'server-only'
import { type OperatorProblem, operatorProblems } from '#lib/connection/fleet/operator-problems'
import { log } from '#lib/log'

const TELL_AGAIN_AFTER_MS = 3_600_000

/** When each problem was last told (monotonic, ms). */
const told = new Map<OperatorProblem, number>()

/**
 * Writes a line of level 50 for every problem that only an administrator can end: when it is first seen, and every hour while it lasts.
 * It belongs to the process and not to the queue, because such a problem may be the reason why the queue does nothing.
 * @param now monotonic, ms
 * @returns what was told
 */
export async function tellProblems(now = performance.now()): Promise<OperatorProblem[]> {
  const problems = await operatorProblems()
  for (const problem of told.keys()) if (!problems.includes(problem)) told.delete(problem)
  const due = problems.filter((problem) => now - (told.get(problem) ?? Number.NEGATIVE_INFINITY) >= TELL_AGAIN_AFTER_MS)
  for (const code of due) {
    log.error('operator_needed', { code })
    told.set(code, now)
  }
  return due
}
