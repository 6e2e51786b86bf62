import 'server-only'
import { requireSession } from '#lib/auth/session/require-session'
import { isFresh } from '#lib/auth/session/session-store'
import { db, reading } from '#lib/db'
import { type AccountView, KEPT_KINDS, type KeptKind } from '#lib/loaders/views'
import { daysOf } from '#lib/person/retention'
import { shownName } from '#lib/text/foreign-text'

/** What is kept about the person who asks, counted as *Download my data* counts it. */
export async function loadAccount(): Promise<AccountView> {
  const session = await requireSession()
  const { userId } = session
  const [user, counts] = await reading(Promise.all([findUser(userId), countKept(userId)]))
  return {
    since: user.createdAt,
    fresh: isFresh(session),
    kept: KEPT_KINDS.map((kind) => ({ kind, count: counts[kind] })),
    days: {
      activity: daysOf('activity'),
      renewals: daysOf('renewals'),
      trips: daysOf('trips'),
      sessions: daysOf('sessions'),
      revocations: daysOf('revocations'),
      apiKeys: daysOf('endedKeys'),
      links: daysOf('endedLinks'),
      mailAddresses: daysOf('unconfirmedAddresses'),
    },
    organizations: user.connections
      .filter(({ status }) => status !== 'disconnected')
      .map(({ organizationName }) => shownName(organizationName)),
  }
}

function findUser(id: string) {
  return db().user.findUniqueOrThrow({
    where: { id },
    select: {
      createdAt: true,
      connections: { orderBy: { createdAt: 'asc' }, select: { status: true, organizationName: true } },
    },
  })
}

/** One statement: each count of its own would be a trip to the database. */
async function countKept(userId: string): Promise<Record<KeptKind, number>> {
  const [counts] = await db().$queryRaw<Array<Record<KeptKind, number>>>`
    WITH own AS (SELECT id FROM connections WHERE user_id = ${userId}::uuid),
         devices AS (SELECT id FROM sessions WHERE user_id = ${userId}::uuid)
    SELECT (SELECT count(*)::int FROM accounts WHERE user_id = ${userId}::uuid) AS accounts,
           (SELECT count(*)::int FROM own) AS connections,
           (SELECT count(*)::int FROM activities
             WHERE user_id = ${userId}::uuid OR connection_id IN (SELECT id FROM own)) AS activity,
           (SELECT count(*)::int FROM rotations WHERE connection_id IN (SELECT id FROM own)) AS renewals,
           (SELECT count(*)::int FROM devices) AS sessions,
           (SELECT count(*)::int FROM transactions WHERE user_id = ${userId}::uuid
                OR connection_id IN (SELECT id FROM own) OR session_id IN (SELECT id FROM devices)) AS trips,
           (SELECT count(*)::int FROM webhook_subscriptions WHERE connection_id IN (SELECT id FROM own)) AS notifications,
           (SELECT count(*)::int FROM revocations WHERE connection_id IN (SELECT id FROM own)) AS revocations,
           (SELECT count(*)::int FROM api_keys WHERE user_id = ${userId}::uuid) AS "apiKeys",
           (SELECT count(*)::int FROM links WHERE user_id = ${userId}::uuid) AS links,
           (SELECT count(*)::int FROM webhook_endpoints WHERE user_id = ${userId}::uuid) AS webhooks,
           (SELECT count(*)::int FROM mail_addresses WHERE user_id = ${userId}::uuid) AS "mailAddresses"`
  if (!counts) throw new Error('A statement that always answers one row answered none.')
  return counts
}
