import 'server-only'
import { notFound } from 'next/navigation'
import { requireAnswer } from '#lib/auth/session/require-session'
import { visibleToAsker } from '#lib/connection/principal'
import { settings } from '#lib/env'
import { isId } from '#lib/ids'
import { eventsOf, PROBLEM_EVENT } from '#lib/loaders/activity/activity-kinds'
import { entriesIn, foldActivity } from '#lib/loaders/activity/fold-activity'
import { readEntry } from '#lib/loaders/activity/read-entry'
import { ownConnection } from '#lib/loaders/connection/own-connection'
import { summarize } from '#lib/loaders/connection/summarize'
import type { ActivityEntry, ActivityPage, ActivityQuery, ActivityView } from '#lib/loaders/views'

const PAGE_LENGTH = 50
/** A page of folded lines stands for at most so many entries: what is not shown is read all the same. */
const FOLDED_LENGTH = 500

type DayOf = (at: Date) => string

/** The log of one connection, newest first, one page at a time. */
export async function loadActivity(id: string, query: ActivityQuery, dayOf: DayOf): Promise<ActivityView> {
  if (!isId(id)) notFound()
  const [row, entries] = await Promise.all([ownConnection(id), askEntries(query, id)])
  return { connection: summarize(row), ...pageOf(entries, query, dayOf) }
}

/** The log of everything that the person who asks has here. */
export async function loadAllActivity(query: ActivityQuery, dayOf: DayOf): Promise<ActivityPage> {
  return pageOf(await askEntries(query, null), query, dayOf)
}

/** What is looked for by its kind is shown one by one. */
function isFolding({ kind, isFolded }: ActivityQuery): boolean {
  return kind === null && isFolded
}

function pageOf(found: ActivityEntry[], query: ActivityQuery, dayOf: DayOf): ActivityPage {
  const entries = found.slice(0, lengthOf(query))
  const all = isFolding(query) ? foldActivity(entries, dayOf, query.before) : entries
  const lines = all.slice(0, PAGE_LENGTH)
  const shown = lines.reduce((count, line) => count + entriesIn(line), 0)
  return { query, lines, olderThan: found.length > shown ? (entries[shown - 1]?.id ?? null) : null }
}

function lengthOf(query: ActivityQuery): number {
  return isFolding(query) ? FOLDED_LENGTH : PAGE_LENGTH
}

const OF_KIND: Record<NonNullable<ActivityQuery['kind']> | 'all', string> = {
  all: 'true',
  problems: `(activities.outcome = 'failed' OR activities.event = '${PROBLEM_EVENT}')`,
  authorisation: isOneOf(eventsOf('authorisation')),
  checks: isOneOf(eventsOf('checks')),
  use: isOneOf(eventsOf('use')),
  access: isOneOf(eventsOf('access')),
}

function isOneOf(events: string[]): string {
  return `activities.event IN (${events.map((event) => `'${event}'`).join(', ')})`
}

/** In the same statement as the rest of the page, and one more than a page shows. */
async function askEntries(query: ActivityQuery, connection: string | null): Promise<ActivityEntry[]> {
  const kind = query.kind ?? 'all'
  const { answer } = await requireAnswer({
    name: `activity_${kind}_of_${connection === null ? 'all' : 'one'}`,
    parameters: [
      settings().environment,
      query.before,
      lengthOf(query) + 1,
      ...(connection === null ? [] : [connection]),
    ],
    sql: ([environment = '', before, limit, one]) => `(
      SELECT json_agg(${ENTRY_JSON} ORDER BY found.id DESC) FROM (
        SELECT activities.*, connections.organization_name FROM activities
          LEFT JOIN connections ON connections.id = activities.connection_id AND ${visibleToAsker('person', environment)}
         WHERE ${one === undefined ? OF_ASKER : `activities.connection_id = ${one}::uuid AND connections.id IS NOT NULL`}
           AND activities.id < coalesce(${before}::uuid, '${LAST_ID}') AND ${OF_KIND[kind]}
         ORDER BY activities.id DESC LIMIT ${limit}::int) AS found)`,
    read: (json) => (json as unknown[] | null) ?? [],
  })
  return answer.map((json) => readEntry(json, connection === null))
}

/** What belongs to a connection is shown as that is: of another environment it is not. */
const OF_ASKER = `activities.user_id = asker."userId" AND (activities.connection_id IS NULL OR connections.id IS NOT NULL)`

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const ENTRY_JSON = `json_strip_nulls(json_build_object('id', found.id, 'at', at, 'event', event, 'actor', actor,
  'outcome', outcome, 'code', code, 'reference', reference, 'traceId', trace_id, 'durationMs', duration_ms, 'details', details,
  'connectionId', connection_id, 'organizationName', organization_name))`
