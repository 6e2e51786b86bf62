import 'server-only'
import { notFound } from 'next/navigation'
import { requireSession } from '#lib/auth/session/require-session'
import { personOf, visibleConnection, visibleTo } from '#lib/connection/principal'
import { db, reading } from '#lib/db'
import type { Prisma } from '#lib/generated/prisma/client'
import { isId } from '#lib/ids'
import { eventsOf, PROBLEM_EVENT } from '#lib/loaders/activity/activity-kinds'
import { readRow, WITH_NAME } from '#lib/loaders/activity/read-entry'
import type { ActivityEntry, ActivityQuery } from '#lib/loaders/views'
import { visibleJson } from '#lib/text/foreign-text'
import { BYTE_ORDER_MARK, csvLine } from '#lib/text/write-csv'

/** More than a spreadsheet is read for; what is older is in a file of its own, from the cursor on. */
export const EXPORT_LENGTH = 10_000
const BATCH = 500

export const EXPORT_FORMATS = ['csv', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/**
 * The log as a file, newest first and piece by piece, so that a long one is never held whole. The first piece is read before
 * this answers: who may not see it, or a database that is away, is found out in time.
 */
export async function exportActivity(
  connection: string | null,
  query: ActivityQuery,
  format: ExportFormat,
): Promise<ReadableStream<Uint8Array>> {
  const { userId } = await requireSession()
  const where = await seenBy(userId, connection, query)
  const pieces = write(batches(where, query.before), format)
  const first = await reading(pieces.next())
  const encoder = new TextEncoder()
  let next: Promise<IteratorResult<string>> = Promise.resolve(first)
  return new ReadableStream({
    async pull(stream) {
      const { done, value } = await next
      if (done) return stream.close()
      stream.enqueue(encoder.encode(value))
      next = pieces.next()
      // Whoever reads on hears of a failure; until then nobody waits for it.
      next.catch(() => undefined)
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}

async function seenBy(userId: string, id: string | null, { kind }: ActivityQuery): Promise<Prisma.ActivityWhereInput> {
  const person = personOf(userId)
  const ofKind: Prisma.ActivityWhereInput =
    kind === null
      ? {}
      : kind === 'problems'
        ? { OR: [{ outcome: 'failed' }, { event: PROBLEM_EVENT }] }
        : { event: { in: eventsOf(kind) } }
  if (id === null) return { userId, AND: [ofKind, { OR: [{ connectionId: null }, { connection: visibleTo(person) }] }] }
  if (!isId(id) || (await reading(db().connection.count({ where: visibleConnection(person, id) }))) === 0) notFound()
  return { connectionId: id, connection: visibleConnection(person, id), AND: [ofKind] }
}

async function* batches(where: Prisma.ActivityWhereInput, before: string | null): AsyncGenerator<ActivityEntry[]> {
  let cursor = before
  for (let count = 0; count < EXPORT_LENGTH; count += BATCH) {
    const rows = await db().activity.findMany({
      where: { AND: [where, cursor === null ? {} : { id: { lt: cursor } }] },
      include: WITH_NAME,
      orderBy: { id: 'desc' },
      take: BATCH,
    })
    yield rows.map(readRow)
    cursor = rows.at(-1)?.id ?? null
    if (rows.length < BATCH) return
  }
}

const COLUMNS = [
  'time',
  'organisation',
  'connection',
  'event',
  'outcome',
  'actor',
  'api_key',
  'code',
  'reference',
  'trace_id',
]

async function* write(from: AsyncGenerator<ActivityEntry[]>, format: ExportFormat): AsyncGenerator<string> {
  yield format === 'csv'
    ? BYTE_ORDER_MARK + csvLine([...COLUMNS, 'duration_ms', 'details'])
    : '{"format":"mooring-activity","version":1,"entries":[\n'
  let isFirst = true
  for await (const entries of from) {
    if (entries.length === 0) continue
    const texts = entries.map(format === 'csv' ? csvOf : jsonOf)
    yield format === 'csv' ? texts.join('') : `${isFirst ? '' : ',\n'}${texts.join(',\n')}`
    isFirst = false
  }
  if (format === 'json') yield '\n]}\n'
}

function jsonOf({ connection, details: { key, ...details }, at, ...entry }: ActivityEntry): string {
  return visibleJson({ ...entry, at: at.toISOString(), apiKey: key ?? null, connection, details })
}

function csvOf({ at, connection, event, outcome, actor, details, ...entry }: ActivityEntry): string {
  const { key = '', ...others } = details
  const { code, reference, traceId, durationMs } = entry
  const remarks = Object.entries(others).map(([name, value]) => `${name}: ${value}`)
  const known = [at.toISOString(), connection?.name ?? '', connection?.id ?? '', event, outcome, actor, String(key)]
  return csvLine([...known, code, reference, traceId, durationMs, remarks.join('; ')])
}
