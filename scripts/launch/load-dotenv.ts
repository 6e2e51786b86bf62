import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { Refusal } from '#server/refusal'

/**
 * Adds the settings of a `.env` file to the environment, which wins. Node's own `loadEnvFile` loses the first line of a
 * file that begins with a byte-order mark, everything of one in UTF-16 or with the line ends of old Macs, and every line
 * that it does not understand. Here a line is read, or refused by its number; what stands in it may be a secret.
 */
export function loadDotenv(file: string, env: Record<string, string | undefined> = process.env): void {
  if (!existsSync(file)) return
  const text = decode(file, readFileSync(file)).replaceAll(/\r\n?/g, '\n')
  if (text.includes('\0')) throw new Refusal(`${file} is no text file: save it as UTF-8.`)
  const settings = parseEnv(text)
  const lost = findLost(text, new Set(Object.keys(settings)))
  if (lost !== null)
    throw new Refusal(
      `Line ${lost} of ${file} is no setting: write NAME=value, close quotes, and begin comments with #.`,
    )
  for (const [name, value] of Object.entries(settings)) env[name] ??= value
}

function decode(file: string, bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex')
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8'
  try {
    // The decoder takes the byte-order mark away.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    // A decoder that is not strict writes U+FFFD where the strict one stops.
    const [before = ''] = new TextDecoder(encoding).decode(bytes).split('\uFFFD')
    const line = before.split(/\r\n?|\n/).length
    throw new Refusal(`Line ${line} of ${file} holds letters in another encoding: save the file as UTF-8.`)
  }
}

/** The number of the first line that is neither a comment, nor a setting that was read, nor a part of a quoted value. */
function findLost(text: string, read: ReadonlySet<string>): number | null {
  const quoted = /=[ \t]*(["'`])[\s\S]*?\1/g
  const inside = new Set<number>()
  for (const { 0: value, index } of text.matchAll(quoted)) {
    const first = text.slice(0, index).split('\n').length
    for (let line = 1; line < value.split('\n').length; line += 1) inside.add(first + line)
  }
  const at = text.split('\n').findIndex((line, index) => {
    const [, name] = /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line) ?? []
    if (name !== undefined) return !read.has(name)
    return !/^\s*(#|$)/.test(line) && !inside.has(index + 1)
  })
  return at === -1 ? null : at + 1
}
