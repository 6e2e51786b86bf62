import 'server-only'
import { TRIP_SECONDS } from '#lib/auth/cookies'
import { requireSession } from '#lib/auth/require-session'
import { askCommonFacts } from '#lib/connection/facts'
import { db, reading } from '#lib/db'
import { settings } from '#lib/env'
import { summarize } from '#lib/loaders/summarize'
import type { ConnectionSummary } from '#lib/loaders/views'

/** All connections of the person who asks, oldest first, and since when a trip to Qonto is open in another tab. */
export async function loadConnections(): Promise<{ connections: ConnectionSummary[]; pendingSince: Date | null }> {
  const { userId } = await requireSession()
  const { environment } = settings()
  const begunAt = { gt: new Date(Date.now() - TRIP_SECONDS * 1000) }
  const query = db().user.findUnique({
    where: { id: userId },
    relationLoadStrategy: 'join',
    select: {
      connections: { where: { environment }, orderBy: { createdAt: 'asc' } },
      transactions: {
        where: { consumedAt: null, begunAt },
        orderBy: { begunAt: 'desc' },
        take: 1,
        select: { begunAt: true },
      },
    },
  })
  const [user] = await reading(Promise.all([query, askCommonFacts()]))
  return {
    connections: (user?.connections ?? []).map((row) => summarize(row)),
    pendingSince: user?.transactions[0]?.begunAt ?? null,
  }
}
