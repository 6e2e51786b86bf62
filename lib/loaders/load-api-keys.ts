import 'server-only'
import { apiUrl } from '#lib/addresses'
import type { Permission } from '#lib/api-keys/key-catalogue'
import { requireSession } from '#lib/auth/session/require-session'
import { visibleTo } from '#lib/connection/principal'
import { db, reading } from '#lib/db'
import type { ApiKeysView, ApiKeyView } from '#lib/loaders/views'
import { canMoveMoney } from '#lib/qonto/scope-catalogue'
import { shownName } from '#lib/text/foreign-text'

/** The API keys of the person who asks, newest first, and what a new one can be given. */
export async function loadApiKeys(): Promise<ApiKeysView> {
  const session = await requireSession()
  const [keys, connections] = await reading(
    Promise.all([
      db().apiKey.findMany({
        where: { userId: session.userId, revokedAt: null },
        include: {
          uses: { where: { day: { gte: startOfDay(session.readAt) } }, select: { count: true } },
          connections: { select: { connection: { select: { organizationName: true } } } },
        },
        orderBy: { id: 'desc' },
      }),
      db().connection.findMany({
        where: { ...visibleTo(session), status: { not: 'disconnected' } },
        select: { id: true, organizationName: true, grantedScopes: true },
        orderBy: { createdAt: 'asc' },
      }),
    ]),
  )
  return {
    apiUrl: apiUrl(),
    keys: keys.map((key): ApiKeyView => {
      const { id, name, start, createdAt, expiresAt, lastUsedAt, lastUsedFrom, formerUntil, allowedAddresses } = key
      return {
        ...{ id, start, createdAt, expiresAt, lastUsedAt, lastUsedFrom, allowedAddresses },
        name: shownName(name) ?? '',
        formerUntil: formerUntil !== null && formerUntil > session.readAt ? formerUntil : null,
        isExpired: expiresAt !== null && expiresAt <= session.readAt,
        permissions: key.permissions as Permission[],
        mayMoveMoney: key.mayMoveMoney,
        callsToday: key.uses.reduce((sum, { count }) => sum + count, 0),
        connections: key.everyConnection
          ? null
          : key.connections.map(({ connection }) => shownName(connection.organizationName)),
      }
    }),
    connections: connections.map(({ id, organizationName }) => ({ id, name: shownName(organizationName) })),
    moneyScopes: [...new Set(connections.flatMap((row) => row.grantedScopes.filter(canMoveMoney)))],
  }
}

/** Uses are counted by days of UTC. */
function startOfDay(now: Date): Date {
  return new Date(now.toISOString().slice(0, 10))
}
