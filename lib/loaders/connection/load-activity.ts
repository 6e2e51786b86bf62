import 'server-only'
import { z } from 'zod'
import { ACTIVITY_EVENTS } from '#lib/connection/activity'
import { db, reading } from '#lib/db'
import { shownRaw } from '#lib/foreign-text'
import { isId } from '#lib/ids'
import { ownConnection } from '#lib/loaders/connection/own-connection'
import { summarize } from '#lib/loaders/connection/summarize'
import type { ActivityEntry, ActivityView } from '#lib/loaders/views'

const PAGE_LENGTH = 50

const actor = z.enum(['you', 'qonto', 'system'])
const outcome = z.enum(['done', 'failed', 'started'])
const details = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

/** The log of a connection, newest first, one page at a time; an unknown filter or cursor counts as none. */
export async function loadActivity(
  id: string,
  { event, before }: { event?: string; before?: string },
): Promise<ActivityView> {
  const row = await ownConnection(id)
  const filter = ACTIVITY_EVENTS.find((known) => known === event) ?? null
  const [rows, occurring] = await reading(
    Promise.all([
      db().activity.findMany({
        where: {
          connectionId: row.id,
          ...(filter ? { event: filter } : {}),
          ...(isId(before) ? { id: { lt: before } } : {}),
        },
        orderBy: { id: 'desc' },
        take: PAGE_LENGTH + 1,
      }),
      db().activity.groupBy({ by: ['event'], where: { connectionId: row.id } }),
    ]),
  )
  const page = rows.slice(0, PAGE_LENGTH)
  const entries = page.map(
    ({ id: entryId, at, event: name, code, reference, traceId, durationMs, ...rest }): ActivityEntry => ({
      ...{ id: entryId, at, event: name, code, reference, durationMs },
      traceId: traceId === null ? null : shownRaw(traceId),
      actor: actor.parse(rest.actor),
      outcome: outcome.parse(rest.outcome),
      details: shownDetails(rest.details),
    }),
  )
  const olderThan = rows.length > PAGE_LENGTH ? (page.at(-1)?.id ?? null) : null
  return {
    connection: summarize(row),
    entries,
    events: ACTIVITY_EVENTS.filter((known) => occurring.some(({ event: name }) => name === known)),
    filter,
    olderThan,
  }
}

/** Scopes and failures in the log are Qonto's words as often as our own. */
function shownDetails(stored: unknown): ActivityEntry['details'] {
  const shown = Object.entries(details.parse(stored)).map(([name, value]) => [
    name,
    typeof value === 'string' ? shownRaw(value) : value,
  ])
  return Object.fromEntries(shown)
}
