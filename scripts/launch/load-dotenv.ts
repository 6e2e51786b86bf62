import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { Refusal } from '#server/refusal'

/**
 * Adds the settings of a `.env` file to the environment, which wins. Node's own `loadEnvFile` loses the first line of a
 * file that begins with a byte-order mark, and everything of one in UTF-16, as Windows' editors and PowerShell write them.
 */
export function loadDotenv(file: string, env: Record<string, string | undefined> = process.env): void {
  if (!existsSync(file)) return
  const text = decode(readFileSync(file))
  if (text.includes('\0')) throw new Refusal(`${file} is no text file: save it as UTF-8.`)
  for (const [name, value] of Object.entries(parseEnv(text))) env[name] ??= value
}

function decode(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex')
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8'
  // The decoder takes the byte-order mark away.
  return new TextDecoder(encoding).decode(bytes)
}
