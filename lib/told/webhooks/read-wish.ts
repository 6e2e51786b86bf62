import 'server-only'
import { type Principal, visibleTo } from '#lib/connection/principal'
import { db } from '#lib/db'
import { isId } from '#lib/ids'
import { fail, ok, type Result } from '#lib/result'
import { EVENTS, type EventType } from '#lib/told/event-catalogue'
import { LONGEST_DESCRIPTION } from '#lib/told/webhooks/endpoint-catalogue'
import { type AddressRefusal, readUrl, resolveTarget } from '#lib/told/webhooks/resolve-target'

/** What an endpoint is to be, as it was written. */
export interface EndpointWish {
  url: string
  description: string
  eventTypes: string[]
  /** Null for all connections, also future ones, and for what concerns none. */
  connections: string[] | null
}

export type WishRefusal = AddressRefusal | 'refused_address' | 'description' | 'events' | 'connections'

interface ReadWish {
  url: string
  description: string
  eventTypes: EventType[]
  connections: string[] | null
}

/** A wish that can be had: a key that may use chosen connections hears of no others. */
export async function readWish(asker: Principal, wish: EndpointWish): Promise<Result<ReadWish, WishRefusal>> {
  const url = readUrl(wish.url)
  if (!url.ok) return url
  // Said at once of what is written as an address; where a name leads to is checked at every attempt.
  const target = await resolveTarget(url.value, async () => [])
  if (!target.ok && target.reason === 'refused_address') return fail('refused_address')
  const description = wish.description.trim().toWellFormed().replaceAll('\0', '')
  if (description.length > LONGEST_DESCRIPTION) return fail('description')
  const eventTypes = (Object.keys(EVENTS) as EventType[]).filter((known) => wish.eventTypes.includes(known))
  if (eventTypes.length === 0 || eventTypes.length !== new Set(wish.eventTypes).size) return fail('events')
  const connections = wish.connections && [...new Set(wish.connections)]
  if (!(await mayHear(asker, connections))) return fail('connections')
  return ok({ url: url.value.href, description, eventTypes, connections })
}

async function mayHear(asker: Principal, connections: string[] | null): Promise<boolean> {
  if (connections === null) return asker.kind === 'person' || asker.everyConnection
  if (connections.length === 0 || !connections.every(isId)) return false
  const found = await db().connection.count({ where: { ...visibleTo(asker), id: { in: connections } } })
  return found === connections.length
}
