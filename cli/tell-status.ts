import type { Client } from 'openapi-fetch'
import { answerOf } from '#cli/client'
import { type Connection, EXIT, type ExitCode, exitCodeOf, labelOf } from '#cli/exit-codes'
import type { paths } from '#cli/schema'
import { align, json, say, shown, type Terminal } from '#cli/terminal'

/** `mooring status`. */
export async function tellStatus(client: Client<paths>, terminal: Terminal, id: string, asJson = false) {
  return tell(terminal, await readConnection(client, id), asJson)
}

export function readConnection(client: Client<paths>, id: string): Promise<Connection> {
  return answerOf(client.GET('/connections/{id}', { params: { path: { id } } }))
}

/** Writes what is known, and answers it as an exit code. */
export function tell(terminal: Terminal, connection: Connection, asJson: boolean): ExitCode {
  say(terminal, asJson ? json(connection) : describe(connection))
  return exitCodeOf(connection.verdict)
}

const WHO = { you: 'a person', administrator: 'an administrator' } as const

function describe({ verdict, organization, works_until }: Connection): string {
  const { state, reason, since, owner, next_action, action_url } = verdict
  const head = `${labelOf(state)}  ${organization.name ?? ''}`
  const rows: Array<[string, string]> = [['Reason', since === null ? reason : `${reason}, ${since}`]]
  const works = exitCodeOf(verdict) === EXIT.works
  if (works && works_until !== null) rows.push(['Works until', `${works_until} at the latest, if nothing renews it`])
  if (owner !== 'nobody') rows.push(['Next', `${WHO[owner]}: ${next_action.replaceAll('_', ' ')}, ${action_url}`])
  return `${shown(head).trimEnd()}\n${align(rows.map(([name, value]) => [name, shown(value)]))}`
}
