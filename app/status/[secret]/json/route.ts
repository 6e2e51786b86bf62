import { translations } from '#i18n/server'
import { refuseLink } from '#lib/auth/limits/refuse-link'
import { loadStatus } from '#lib/loaders/links/load-status'
import type { StatusEntry } from '#lib/loaders/views'

/** `/status/SECRET.json` (next.config.js): what the page says, for a program. Its fields stand in docs/use.md. */
export async function GET(request: Request, { params }: { params: Promise<{ secret: string }> }): Promise<Response> {
  const status = await loadStatus((await params).secret, request.headers)
  if (!status.ok) return refuseLink(status.reason)
  const { isForAll, readAt, entries } = status.value
  const connections = entries.map(describe)
  const body = isForAll
    ? { as_of: readAt, total: entries.length, states: countStates(entries), connections }
    : { as_of: readAt, connection: connections[0] }
  return Response.json(body, { headers: { 'Cache-Control': 'no-store' } })
}

function describe({ organizationName, state, since, worksUntil, renews }: StatusEntry) {
  const text = translations('status')(`states.${state}`)
  return { organization: organizationName, state, text, since, works_until: worksUntil, renews_automatically: renews }
}

function countStates(entries: StatusEntry[]): Record<string, number> {
  const groups = Map.groupBy(entries, ({ state }) => state)
  return Object.fromEntries([...groups].map(([state, group]) => [state, group.length]))
}
