import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'

/** The words after a command. Prints the help and ends the process when it is asked for. */
export function readArguments<const Declared extends NonNullable<ParseArgsConfig['options']>>(
  options: Declared,
  help: string,
  words = process.argv.slice(2),
) {
  if (words.includes('--help') || words.includes('-h')) {
    say(help.trim())
    process.exit(0)
  }
  try {
    return parseArgs({ args: words, options, allowPositionals: true })
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new Refusal(`${reason}. Try --help.`, { cause: error })
  }
}

/** A port from the command line. */
export function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port
  throw new Refusal(`--port ${text} is not a port: write a whole number from 1 to 65535.`)
}
