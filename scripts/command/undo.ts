import { setTimeout as sleep } from 'node:timers/promises'
import { complain } from '#server/terminal'

/** Longer than the thirty seconds that requests in flight are given. */
const LIMIT_MS = 35_000

type Step = () => Promise<void> | void

/** What was begun, so that it can be ended in the opposite order. */
export class Undo {
  readonly #steps = new AsyncDisposableStack()

  /** Something that begins after everything has been ended is ended at once. */
  async add(name: string, step: Step): Promise<void> {
    if (this.#steps.disposed) return end(name, step)
    this.#steps.defer(() => end(name, step))
  }

  run(): Promise<void> {
    return this.#steps.disposeAsync()
  }
}

async function end(name: string, step: Step): Promise<void> {
  try {
    const late = sleep(LIMIT_MS, 'late', { ref: false })
    if ((await Promise.race([step(), late])) === 'late') throw new Error('it takes too long')
  } catch (error) {
    complain(`${name} could not be stopped: ${error instanceof Error ? error.message : String(error)}`)
  }
}
