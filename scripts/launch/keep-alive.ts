import { setTimeout as sleep } from 'node:timers/promises'
import { complain } from '#server/terminal'

const LOOK_MS = 1000
const WINDOW_MS = 60_000
const FAILURES = 3

export interface Helper {
  name: string
  isRunning(): Promise<boolean>
  ensure(): Promise<unknown>
}

/** Looks after a helper process until `signal`: starts it again when it died; resolves to false after three failures in a minute. */
export async function keepAlive(helper: Helper, signal: AbortSignal, lookEvery = LOOK_MS): Promise<boolean> {
  let failures: number[] = []
  while (!signal.aborted) {
    await sleep(lookEvery, undefined, { ref: false })
    if (signal.aborted || (await helper.isRunning())) continue
    failures = [...failures.filter((time) => Date.now() - time < WINDOW_MS), Date.now()]
    if (failures.length >= FAILURES) {
      complain(`${helper.name} failed ${FAILURES} times within a minute: giving up.`)
      return false
    }
    complain(`${helper.name} is gone: starting it again.`)
    await sleep((failures.length - 1) * lookEvery * 2)
    if (!signal.aborted) await revive(helper)
  }
  return true
}

async function revive(helper: Helper): Promise<void> {
  try {
    await helper.ensure()
  } catch (error) {
    complain(`${helper.name} did not start: ${error instanceof Error ? error.message : String(error)}`)
  }
}
