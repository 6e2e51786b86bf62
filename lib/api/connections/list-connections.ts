import 'server-only'
import { call } from '#lib/api/call'
import { describeConnection } from '#lib/api/connections/describe-connection'
import { listQuerySchema, listSchema } from '#lib/api/schemas'
import { learnCommonFacts } from '#lib/connection/facts'
import { visibleTo } from '#lib/connection/principal'
import { db } from '#lib/db'
import { ok } from '#lib/result'

/** The verdict is worked out here and not in the database: so many rows are looked at for one that fits. */
const CHUNK = 200

export const listConnections = call({
  name: 'listConnections',
  tag: 'Connections',
  method: 'GET',
  path: '/connections',
  permission: 'connections:read',
  summary: 'List the connections',
  description: 'Those that the key may see, oldest first, page by page.',
  question: listQuerySchema,
  example: { status: 'ok', limit: 20 },
  answer: listSchema,
  refusals: [],
  async run(caller, { status, organization, label, updated_since, limit, cursor }) {
    await learnCommonFacts(caller.copied)
    // PostgreSQL knows no year 0, and nothing here is older than Unix.
    const since = updated_since === undefined ? null : new Date(Math.max(0, Date.parse(updated_since)))
    const changed = [
      'createdAt',
      'grantedAt',
      'provenAt',
      'failedAt',
      'disconnectRequestedAt',
      'disconnectedAt',
    ] as const
    const found: Array<ReturnType<typeof describeConnection>> = []
    const take = status === undefined ? limit + 1 : CHUNK
    let after = cursor ?? null
    for (;;) {
      const rows = await db().connection.findMany({
        where: {
          ...visibleTo(caller),
          ...(organization !== undefined && { organizationId: organization }),
          // Labels are stored in this spelling.
          ...(label !== undefined && { labels: { has: label.normalize('NFC') } }),
          ...(since !== null && { OR: changed.map((column) => ({ [column]: { gte: since } })) }),
          ...(after !== null && { id: { gt: after } }),
        },
        orderBy: { id: 'asc' },
        take,
      })
      for (const row of rows) {
        if (found.length === limit) return ok({ connections: found, next_cursor: after })
        after = row.id
        const one = describeConnection(row, caller.now)
        if (status === undefined || one.verdict.state === status) found.push(one)
      }
      if (rows.length < take) return ok({ connections: found, next_cursor: null })
    }
  },
})
