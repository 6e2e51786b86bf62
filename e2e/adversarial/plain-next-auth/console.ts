import { inspect } from 'node:util'

const METHODS = ['error', 'warn', 'log'] as const

/** Keeps what is written to the console from the terminal: next-auth writes there, and a run has a line per case. */
export function listenToConsole(): { said(): string; stop(): void } {
  const before = METHODS.map((name) => [name, console[name]] as const)
  const lines: string[] = []
  for (const name of METHODS)
    console[name] = (...words: unknown[]) => {
      lines.push(words.map((word) => (typeof word === 'string' ? word : inspect(word, { depth: 6 }))).join(' '))
    }
  return {
    said: () => lines.join('\n'),
    stop: () => {
      for (const [name, method] of before) console[name] = method
    },
  }
}
