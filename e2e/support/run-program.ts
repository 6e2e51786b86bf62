import { spawn } from 'node:child_process'
import { CHECKOUT } from '#server/checkout'

export interface Ran {
  code: number
  out: string
  err: string
}

interface Options {
  env: Record<string, string>
  cwd?: string
  /** Called with the first words on standard error. */
  complained?: () => unknown
}

/** Runs a program to its end, with nothing on standard input. */
export async function runProgram(
  program: string,
  words: string[],
  { env, cwd = CHECKOUT, complained }: Options,
): Promise<Ran> {
  // The conditions of the test runner are none of a stranger's program.
  const child = spawn(program, words, { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env } })
  child.stdin.end()
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.err === '') complained?.()
    said.err += text
  })
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (ended) => resolve(ended ?? 1))
  })
  return { code, ...said }
}
