import { startDeadline } from '#lib/deadline'
import { complain } from '#server/terminal'

/** Longer than the thirty seconds that work in flight is given. */
const LIMIT_MS = 35_000

type Step = () => Promise<void> | void

/** What was begun, so that it can be ended in the opposite order. */
export class Undo {
  readonly #steps: Array<{ name: string; step: Step }> = []
  #finished = false

  /** Begun after everything has been ended: it is ended at once. */
  async add(name: string, step: Step): Promise<void> {
    if (this.#finished) return end(name, step)
    this.#steps.push({ name, step })
  }

  async run(): Promise<void> {
    this.#finished = true
    for (let last = this.#steps.pop(); last; last = this.#steps.pop()) await end(last.name, last.step)
  }
}

async function end(name: string, step: Step): Promise<void> {
  const { signal, end: forget } = startDeadline(LIMIT_MS)
  try {
    await Promise.race([step(), giveUp(signal)])
  } catch (error) {
    complain(`${name} could not be stopped: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    forget()
  }
}

function giveUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('it takes too long'))))
}
