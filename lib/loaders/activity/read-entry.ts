import 'server-only'
import { z } from 'zod'
import type { Prisma } from '#lib/generated/prisma/client'
import type { ActivityEntry } from '#lib/loaders/views'
import { shownName, shownRaw } from '#lib/text/foreign-text'

const text = z.string().nullish()

/** An entry as the log has it, from PostgreSQL's JSON or from Prisma. */
const stored = z.object({
  id: z.string(),
  at: z.coerce.date(),
  event: z.string(),
  actor: z.enum(['you', 'qonto', 'system']),
  outcome: z.enum(['done', 'failed', 'started']),
  code: text,
  reference: text,
  traceId: text,
  durationMs: z.number().nullish(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  connectionId: text,
  organizationName: text,
})

/** The outgoing shape of an entry. Scopes and failures in the log are Qonto's words as often as our own. */
export function readEntry(json: unknown, withConnection: boolean): ActivityEntry {
  const { connectionId, organizationName, details, ...entry } = stored.parse(json)
  const { id, at, event, actor, outcome, code = null, reference = null, traceId, durationMs = null } = entry
  return {
    ...{ id, at, event, actor, outcome, code, reference, durationMs },
    traceId: traceId ? shownRaw(traceId) : null,
    details: Object.fromEntries(
      Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? shownRaw(value) : value]),
    ),
    connection: withConnection && connectionId ? { id: connectionId, name: shownName(organizationName ?? null) } : null,
  }
}

/** For `readRow`: the name of the connection. */
export const WITH_NAME = { connection: { select: { organizationName: true } } } as const

/** An entry of Prisma's, with the connection that it is of. */
export function readRow({
  connection,
  ...row
}: Prisma.ActivityGetPayload<{ include: typeof WITH_NAME }>): ActivityEntry {
  return readEntry({ ...row, organizationName: connection?.organizationName }, true)
}
