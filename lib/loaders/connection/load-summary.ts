import 'server-only'
import { ownConnection } from '#lib/loaders/connection/own-connection'
import { summarize } from '#lib/loaders/connection/summarize'
import type { ConnectionSummary } from '#lib/loaders/views'

/** What every page of a connection knows about it. Costs nothing beside the page, which asks for the same row. */
export async function loadSummary(id: string): Promise<ConnectionSummary> {
  return summarize(await ownConnection(id))
}
