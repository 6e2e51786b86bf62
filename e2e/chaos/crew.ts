import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Commands, Reply } from './refresh-worker.ts'
import type { Stage } from './stage.ts'

/** A process of the dashboard's own code that does what it is told. */
export interface Worker {
  pid: number
  ask<Name extends keyof Commands>(
    name: Name,
    ...args: Parameters<Commands[Name]>
  ): Promise<Awaited<ReturnType<Commands[Name]>>>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, as a supervisor sends it; resolves when the process is gone. */
  stop(): Promise<void>
  /** Lets it finish what it is doing. */
  dismiss(): Promise<void>
}

/** The worker died while it was asked something. */
export class WorkerGone extends Error {
  override name = 'WorkerGone'
}

export async function hire(stage: Stage): Promise<Worker> {
  const child = fork(fileURLToPath(new URL('./refresh-worker.ts', import.meta.url)), {
    execArgv: ['--conditions=react-server', '--disable-warning=DEP0169'],
    env: stage.env,
    // BigInt and Date travel as they are.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const dismiss = async () => {
    if (child.connected) child.disconnect()
    await ended
  }
  await stage.running.undo.add('A worker', dismiss)
  const ask = talkTo(child, ended)
  const worker: Worker = {
    pid: child.pid ?? 0,
    ask,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
    dismiss,
  }
  await worker.ask('ready')
  return worker
}

export function hireMany(stage: Stage, count: number): Promise<Worker[]> {
  return Promise.all(Array.from({ length: count }, () => hire(stage)))
}

function talkTo(child: ChildProcess, ended: Promise<void>): Worker['ask'] {
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let counter = 0
  child.on('message', (reply: Reply) => {
    const waiting = open.get(reply.id)
    open.delete(reply.id)
    if ('error' in reply) waiting?.reject(new Error(reply.error))
    else waiting?.resolve(reply.value)
  })
  void ended.then(() => {
    for (const { reject } of open.values()) reject(new WorkerGone())
    open.clear()
  })
  return (name, ...args) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const id = ++counter
    open.set(id, { resolve, reject })
    child.send({ id, name, args }, (error) => {
      if (error) reject(new WorkerGone())
    })
    return promise as never
  }
}
