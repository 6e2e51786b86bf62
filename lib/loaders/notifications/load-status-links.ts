import 'server-only'
import { requireSession } from '#lib/auth/session/require-session'
import { visibleTo } from '#lib/connection/principal'
import { db, reading } from '#lib/db'
import type { StatusLinksView } from '#lib/loaders/views'
import { shownName } from '#lib/text/foreign-text'

/** The status links of the person who asks, newest first, and what a new one can show. */
export async function loadStatusLinks(): Promise<StatusLinksView> {
  const session = await requireSession()
  const [links, connections] = await reading(
    Promise.all([
      db().link.findMany({
        where: {
          ...{ userId: session.userId, kind: 'status', revokedAt: null },
          OR: [{ connectionId: null }, { connection: visibleTo(session) }],
        },
        include: { connection: { select: { organizationName: true, status: true } } },
        orderBy: { id: 'desc' },
      }),
      db().connection.findMany({
        where: { ...visibleTo(session), status: { not: 'disconnected' } },
        select: { id: true, organizationName: true },
        orderBy: { createdAt: 'asc' },
      }),
    ]),
  )
  return {
    links: links.map(({ id, name, connection, createdAt, expiresAt, lastOpenedAt }) => ({
      ...{ id, createdAt, expiresAt, lastOpenedAt },
      name: shownName(name) ?? '',
      isForAll: connection === null,
      organizationName: shownName(connection?.organizationName ?? null),
      isEnded: connection?.status === 'disconnected',
      isExpired: expiresAt !== null && expiresAt <= session.readAt,
    })),
    connections: connections.map(({ id, organizationName }) => ({ id, name: shownName(organizationName) })),
  }
}
