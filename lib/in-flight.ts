import { startDeadline } from '#lib/deadline'

interface InFlight {
  works: Set<Promise<unknown>>
  isOver: boolean
}

// On `globalThis`, because Next may load this module more than once, and the launcher loads it for itself.
const holder = globalThis as typeof globalThis & { dashboardInFlight?: InFlight }

/**
 * Runs a piece of work that belongs to the process and not to whoever asked for it. What was sent to Qonto is finished
 * and stored, also when the browser has gone or the process was told to stop: a new pair whose answer nobody waits for
 * would be a lost connection. Whoever stops the process waits for it (`finishInFlight`).
 * @throws when the process no longer waits for anybody, because nothing that is begun now would be stored.
 */
export async function inFlight<Value>(work: () => Promise<Value>): Promise<Value> {
  const { works, isOver } = inFlightOfProcess()
  if (isOver) throw new Error('The process is ending.')
  const running = work()
  works.add(running)
  try {
    return await running
  } finally {
    works.delete(running)
  }
}

/**
 * Waits until all work in flight is done, what it began meanwhile included, and takes on no more after that.
 * @returns how many pieces were still under way after `withinMs`
 */
export async function finishInFlight(withinMs: number): Promise<number> {
  const inFlight = inFlightOfProcess()
  const deadline = startDeadline(withinMs)
  const isLate = new Promise<void>((resolve) => deadline.signal.addEventListener('abort', () => resolve()))
  while (inFlight.works.size > 0 && !deadline.signal.aborted)
    await Promise.race([Promise.allSettled(inFlight.works), isLate])
  inFlight.isOver = true
  deadline.end()
  return inFlight.works.size
}

function inFlightOfProcess(): InFlight {
  holder.dashboardInFlight ??= { works: new Set(), isOver: false }
  return holder.dashboardInFlight
}
