import { type ParseArgsConfig, parseArgs } from 'node:util'
import { callQonto } from '#cli/call-qonto'
import { openClient } from '#cli/client'
import { EXIT, type ExitCode } from '#cli/exit-codes'
import { Failure } from '#cli/failure'
import { type Command, HELP, HELP_OF, isCommand } from '#cli/help'
import { listConnections } from '#cli/list-connections'
import { printToken } from '#cli/print-token'
import { readSettings } from '#cli/read-settings'
import { tellStatus } from '#cli/tell-status'
import { complain, say, type Terminal } from '#cli/terminal'
import { waitUntilWorks } from '#cli/wait-until-works'

/** Runs one command to its exit code. */
export async function run(words: string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const help = helpFor(words)
    if (help !== null) say(terminal, help.trim())
    return help === null ? await runCommand(words, terminal) : EXIT.works
  } catch (error) {
    complain(terminal, error instanceof Error ? error.message : String(error))
    return error instanceof Failure ? error.exitCode : EXIT.unknown
  }
}

/** The help that is asked for; null when something is to be done. */
function helpFor([first = '', ...rest]: string[]): string | null {
  if (['help', '--help', '-h'].includes(first)) {
    const [command = ''] = rest
    return isCommand(command) ? HELP_OF[command] : HELP
  }
  return isCommand(first) && (rest.includes('--help') || rest.includes('-h')) ? HELP_OF[first] : null
}

async function runCommand([command = '', ...words]: string[], terminal: Terminal): Promise<ExitCode> {
  if (!isCommand(command))
    throw new Failure('Say what to do: connections, status, token, qonto, wait. Try: mooring help')
  return COMMANDS[command](words, terminal)
}

const ID = 'the id of a connection'
const BOOLEAN = { type: 'boolean' } as const
const TEXT = { type: 'string' } as const
const TEXTS = { type: 'string', multiple: true } as const

const COMMANDS: Record<Command, (words: string[], terminal: Terminal) => Promise<ExitCode>> = {
  async connections(words, terminal) {
    const { values } = read('connections', words, { status: TEXT, label: TEXT, json: BOOLEAN }, [])
    return listConnections(clientOf(terminal), terminal, values)
  },
  async status(words, terminal) {
    const { values, named } = read('status', words, { json: BOOLEAN }, [ID])
    const [id = ''] = named
    return tellStatus(clientOf(terminal), terminal, id, values.json)
  },
  async token(words, terminal) {
    const options = { 'min-ttl': TEXT, scope: TEXTS, rejected: TEXT, json: BOOLEAN }
    const { values, named } = read('token', words, options, [ID])
    const [id = ''] = named
    return printToken(clientOf(terminal), terminal, id, values)
  },
  async qonto(words, terminal) {
    const { values, named } = read('qonto', words, { data: TEXT, header: TEXTS }, [ID, 'a method', 'a path'])
    const [id = '', method = '', path = ''] = named
    return callQonto(readSettings(terminal.env), terminal, { id, method, path, ...values })
  },
  async wait(words, terminal) {
    const { values, named } = read('wait', words, { timeout: TEXT, every: TEXT, json: BOOLEAN }, [ID])
    const [id = ''] = named
    return waitUntilWorks(clientOf(terminal), terminal, id, values)
  },
}

const clientOf = ({ env }: Terminal) => openClient(readSettings(env))

/** The options of a command, and the words that it needs, in their order. */
function read<const Options extends NonNullable<ParseArgsConfig['options']>>(
  command: Command,
  words: string[],
  options: Options,
  needed: string[],
) {
  const { values, positionals } = parse(command, words, options)
  if (positionals.length !== needed.length)
    throw new Failure(`${command} takes ${needed.join(', ') || 'no further words'}. Try: mooring ${command} --help`)
  return { values, named: positionals }
}

function parse<const Options extends NonNullable<ParseArgsConfig['options']>>(
  command: Command,
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new Failure(`${reason}. Try: mooring ${command} --help`)
  }
}
