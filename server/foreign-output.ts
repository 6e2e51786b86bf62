import { log, nameOf } from '#lib/log'

const METHODS = { debug: null, log: null, info: null, warn: 'warn', error: 'error' } as const

/**
 * Makes log lines of what frameworks and drivers write to the console. Their own lines quote what they choke on, a
 * path with its query for one, and run over many lines; ours keep the kind of error and where it arose. What only tells
 * how things go ("Running next.config.js took 18 ms") is left out: nobody can act on it, and it hides what matters.
 */
export function logForeignOutput(): void {
  for (const [method, level] of Object.entries(METHODS) as Array<[keyof typeof METHODS, 'warn' | 'error' | null]>)
    console[method] = (...words: unknown[]) => {
      const error = words.find((word) => word instanceof Error)
      if (error) log[level ?? 'info']('foreign_output', { cause: nameOf(error), at: framesOf(error) })
      else if (level) log[level]('foreign_output', { cause: beginningOf(words) })
    }
}

/** The first three frames: functions and files of ours or of a library, never data. */
function framesOf({ stack = '' }: Error): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return frames
    .slice(0, 3)
    .map((frame) => frame.trim().slice(3))
    .join(' < ')
}

/** The first plain words of a text: whatever data it quotes comes after a sign. */
function beginningOf(words: unknown[]): string {
  const text = words.find((word) => typeof word === 'string') ?? ''
  return /^[^\p{L}]*([\p{L}\d ,.'-]{0,60})/u.exec(text)?.[1]?.trim() ?? ''
}
