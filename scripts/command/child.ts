import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { CHECKOUT } from '#server/checkout'

export interface ChildOptions {
  env?: NodeJS.ProcessEnv
  /** Where it runs; this checkout unless said otherwise. */
  cwd?: string
  signal?: AbortSignal | undefined
  /** Its output goes to the terminal as it comes, not into the result. */
  show?: boolean
}

export interface Ended {
  code: number
  output: string
}

/** Runs a package's program on this very Node and waits for its end. */
export function runNode(file: string, words: string[], options: ChildOptions = {}): Promise<Ended> {
  return run(process.execPath, [file, ...words], options)
}

/** Runs a program of the system, showing what it says. */
export function runProgram(program: string, words: string[], env = process.env): Promise<Ended> {
  return run(program, words, { show: true, env })
}

/** A program inside node_modules. No shell and no npm in between, because a signal must reach the program itself. */
export function packageFile(path: string): string {
  return join(CHECKOUT, 'node_modules', path)
}

async function run(
  program: string,
  words: string[],
  { env = process.env, cwd = CHECKOUT, signal, show = false }: ChildOptions,
): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>()
  const target = show ? 'inherit' : 'pipe'
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', target, target] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const kill = () => child.kill('SIGTERM')
  signal?.addEventListener('abort', kill)
  child.on('error', reject)
  child.on('close', (code) => resolve({ code: code ?? 1, output }))
  return promise.finally(() => signal?.removeEventListener('abort', kill))
}
