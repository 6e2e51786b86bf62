import { finishInFlight } from '#lib/in-flight'
import { complain } from '#server/terminal'

/** Three requests to Qonto in a row, which have 5 s each, and the time to store what they brought. */
const FINISH_MS = 30_000

/**
 * Begins the end: what is stopped first may still begin work, and all of it together has the limit.
 * What was sent to Qonto is stored before the database goes, also when its browser has gone and nothing is left to drain.
 */
export async function finishWork(stopFirst: Array<Promise<void>>): Promise<void> {
  const began = performance.now()
  await Promise.all(stopFirst)
  const left = await finishInFlight(Math.max(1_000, FINISH_MS - (performance.now() - began)))
  if (left > 0) complain(`${left} requests to Qonto took too long to end: what they bring is not stored.`)
}
