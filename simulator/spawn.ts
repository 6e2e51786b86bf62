import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ChildMessage } from '#simulator/child'
import type { Simulator, SimulatorOptions } from '#simulator/types'

export interface SpawnedSimulator extends Simulator {
  pid: number
}

/**
 * Starts the fake Qonto in a process of its own, so that its clock can be moved. It ends with its parent.
 * @throws as startSimulator does.
 */
export async function spawnSimulator(options: SimulatorOptions): Promise<SpawnedSimulator> {
  // The parent's flags are dropped: a debugger port or a test runner's loader is not meant for this process.
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const answer = await new Promise<ChildMessage>((resolve) => {
    child.once('message', (message: ChildMessage) => resolve(message))
    child.once('error', (error) => resolve({ error: error.message, code: null }))
    void ended.then(() => resolve({ error: 'The simulator ended before it was ready.', code: null }))
    child.send(options)
  })
  if ('error' in answer || child.pid === undefined)
    throw asError('error' in answer ? answer : { error: 'The simulator has no process.', code: null })
  const close = async () => {
    if (child.connected) child.disconnect()
    await ended
  }
  return { url: answer.url, pid: child.pid, close }
}

function asError({ error, code }: Extract<ChildMessage, { error: string }>): Error {
  return Object.assign(new Error(error), code === null ? {} : { code })
}
