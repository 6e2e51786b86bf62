import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'openapi-fetch'
import { type Connection, EXIT, type ExitCode, exitCodeOf, labelOf } from '#cli/exit-codes'
import { Failure } from '#cli/failure'
import type { paths } from '#cli/schema'
import { readConnection, tell } from '#cli/tell-status'
import { complain, type Terminal } from '#cli/terminal'

export interface WaitOptions {
  timeout?: string | undefined
  every?: string | undefined
  json?: boolean | undefined
}

const EVERY_MS = 5_000

/** `mooring wait`: asks until it works. The dashboard may be away meanwhile. */
export async function waitUntilWorks(client: Client<paths>, terminal: Terminal, id: string, options: WaitOptions) {
  const every = options.every === undefined ? EVERY_MS : milliseconds('--every', options.every)
  const timeout = options.timeout === undefined ? Number.POSITIVE_INFINITY : milliseconds('--timeout', options.timeout)
  const end = performance.now() + timeout
  for (let said = ''; ; ) {
    const found = await look(client, id)
    const code: ExitCode = found instanceof Failure ? EXIT.unknown : exitCodeOf(found.verdict)
    if (!(found instanceof Failure) && code === EXIT.works) return tell(terminal, found, options.json === true)
    const text = textOf(found)
    if (text !== said) complain(terminal, `Waiting. ${text}`)
    said = text
    const pause = found instanceof Failure ? Math.max(every, (found.retryAfter ?? 0) * 1_000) : every
    const left = end - performance.now()
    if (left <= 0) {
      complain(terminal, `It did not work within ${options.timeout}.`)
      return code
    }
    await sleep(Math.min(pause, left))
  }
}

async function look(client: Client<paths>, id: string): Promise<Connection | Failure> {
  try {
    return await readConnection(client, id)
  } catch (error) {
    if (error instanceof Failure && error.passes) return error
    throw error
  }
}

function textOf(found: Connection | Failure): string {
  if (found instanceof Failure) return found.message
  const { state, reason, owner, action_url } = found.verdict
  return `${labelOf(state)} (${reason}).${owner === 'nobody' ? '' : ` Somebody must act: ${action_url}`}`
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const

/** `90`, `90s`, `15m`, `2h`. */
function milliseconds(name: string, text: string): number {
  const [, amount, unit = 's'] = /^(\d{1,6}(?:\.\d+)?)([smh])?$/.exec(text) ?? []
  if (amount === undefined || !(unit === 's' || unit === 'm' || unit === 'h'))
    throw new Failure(`${name} takes a time like 90, 90s, 15m or 2h.`)
  return Number(amount) * UNITS[unit]
}
