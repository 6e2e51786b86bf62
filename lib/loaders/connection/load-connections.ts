import 'server-only'
import { TRIP_SECONDS } from '#lib/auth/session/cookies'
import { requireSession } from '#lib/auth/session/require-session'
import { isFresh } from '#lib/auth/session/session-store'
import { askCommonFacts } from '#lib/connection/facts'
import { db, reading } from '#lib/db'
import { settings } from '#lib/env'
import { summarize } from '#lib/loaders/connection/summarize'
import type { ConnectionSummary } from '#lib/loaders/views'
import { hasGrantedElsewhere } from '#lib/person/has-granted-elsewhere'

interface Connections {
  connections: ConnectionSummary[]
  /** Since when a trip to Qonto is open in another tab. */
  pendingSince: Date | null
  /** Told after a sign-in: this identity has granted something to another user here. */
  grantedElsewhere: boolean
}

/** All connections of the person who asks, oldest first. */
export async function loadConnections(): Promise<Connections> {
  const session = await requireSession()
  const { userId, accountId } = session
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
  const elsewhere = accountId !== null && isFresh(session) && hasGrantedElsewhere(accountId)
  const [user, grantedElsewhere] = await reading(Promise.all([query, elsewhere, askCommonFacts()]))
  return {
    connections: (user?.connections ?? []).map((row) => summarize(row)),
    pendingSince: user?.transactions[0]?.begunAt ?? null,
    grantedElsewhere,
  }
}
