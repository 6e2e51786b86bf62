import type { Readable, Writable } from 'node:stream'
import type { Environment } from '#cli/read-settings'

/** What a command reads and writes; `process` is one. */
export interface Terminal {
  env: Environment
  stdin: Readable & { isTTY?: boolean }
  stdout: Writable
  stderr: Writable
}

export function say({ stdout }: Terminal, text: string): void {
  stdout.write(`${text}\n`)
}

/** To standard error, and never a key: not one that was mistaken for another word, and not one that came back. */
export function complain({ stderr }: Terminal, text: string): void {
  stderr.write(`mooring: ${text.replaceAll(/mrk_\w+/g, 'mrk_...')}\n`)
}

/** Text of others on one line: what a terminal would take for a command, or draw backwards, is left out. */
export function shown(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 300)
}

/** The same data, with every character that a terminal could obey written as an escape. */
export function json(value: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  const units = (character: string) => character.split('').map(escaped).join('')
  return JSON.stringify(value, null, 2).replaceAll(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, units)
}

/** Lines of two columns, the second one aligned. */
export function align(rows: Array<[string, string]>): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}
