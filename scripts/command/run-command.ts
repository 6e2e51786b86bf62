import { setTimeout as sleep } from 'node:timers/promises'
import { Undo } from '#scripts/command/undo'
import { watchParent } from '#scripts/command/watch-parent'
import { toRefusal } from '#server/refusal'
import { complain } from '#server/terminal'

export interface Running {
  undo: Undo
  /** Aborted by Ctrl-C, SIGTERM, the end of npm, or `stop`. Long steps look at it. */
  signal: AbortSignal
  /** Ends the command from inside, with this exit code. */
  stop(exitCode: number): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** npm passes on the Ctrl-C that the terminal has already sent to everybody: such a twin is not impatience. */
const TWIN_MS = 1000
const SETTLE_MS = 5000

/**
 * Runs a command to its exit code: whatever it began is ended, also after a failure or Ctrl-C; a second Ctrl-C ends the
 * process at once. A refusal is printed as one sentence, anything else with its stack.
 */
export async function runCommand(work: (running: Running) => Promise<number>, codeAfterSignal = 130): Promise<never> {
  const undo = new Undo()
  const controller = new AbortController()
  let exitCode = 0
  const stop = (code: number) => {
    if (controller.signal.aborted) return
    exitCode = code
    controller.abort()
  }
  listen(stop, codeAfterSignal)
  watchParent(() => stop(codeAfterSignal))
  const stopped = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()))
  const working = work({ undo, signal: controller.signal, stop }).then(
    (code) => (controller.signal.aborted ? exitCode : code),
    (error: unknown) => (controller.signal.aborted ? exitCode : report(error)),
  )
  await Promise.race([working, stopped])
  if (controller.signal.aborted) await Promise.race([working, sleep(SETTLE_MS)])
  await undo.run()
  return process.exit(controller.signal.aborted ? exitCode : await working)
}

function listen(stop: (code: number) => void, code: number): void {
  let first = 0
  for (const name of SIGNALS)
    process.on(name, () => {
      if (first && Date.now() - first > TWIN_MS) process.exit(130)
      first ||= Date.now()
      stop(code)
    })
}

function report(error: unknown): number {
  const refusal = toRefusal(error)
  complain(refusal ? refusal.message : error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 1
}
