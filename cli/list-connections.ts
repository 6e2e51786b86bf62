import type { Client } from 'openapi-fetch'
import { answerOf } from '#cli/client'
import { type Connection, EXIT, isState, LABELS, labelOf } from '#cli/exit-codes'
import { Failure } from '#cli/failure'
import type { paths } from '#cli/schema'
import { complain, json, say, shown, type Terminal } from '#cli/terminal'

export interface ListOptions {
  status?: string | undefined
  label?: string | undefined
  json?: boolean | undefined
}

/** `mooring connections`: a line for each, as the pages of the answer arrive. */
export async function listConnections(client: Client<paths>, terminal: Terminal, options: ListOptions) {
  const { status, label } = options
  if (status !== undefined && !isState(status))
    throw new Failure(`--status takes one of: ${Object.keys(LABELS).join(', ')}.`)
  const all: Connection[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { ...(status && { status }), ...(label && { label }), ...(cursor && { cursor }), limit: 100 }
    const page = await answerOf(client.GET('/connections', { params: { query } }))
    if (!options.json) for (const one of page.connections) say(terminal, lineOf(one))
    all.push(...page.connections)
    cursor = page.next_cursor
  }
  if (options.json) say(terminal, json(all))
  else if (all.length === 0) complain(terminal, 'This key sees no such connection.')
  return EXIT.works
}

const WIDTH = Math.max(...Object.values(LABELS).map(({ length }) => length))

function lineOf({ id, verdict, organization }: Connection): string {
  return `${id}  ${labelOf(verdict.state).padEnd(WIDTH)}  ${shown(organization.name ?? '')}`.trimEnd()
}
