import 'server-only'
import { readSession } from '#lib/auth/session/read-session'
import { readIdentity } from '#lib/connection/identity/identity'
import { db, reading } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { EXPORT_VERSION, type Export, exportSchema, LEFT_OUT } from '#lib/loaders/export-schemas'
import { log } from '#lib/log'
import { boundedJson } from '#lib/text/foreign-text'

/** Everything that is kept about the person who asks; null when nobody is signed in. @throws DatabaseUnavailable */
export async function loadExport(): Promise<Export | null> {
  const session = await readSession()
  if (!session) return null
  const exported = await reading(exportPerson(session.userId))
  log.info('data_exported', { userId: session.userId })
  return exported
}

/** Everything that is kept about one person, in the documented shape. The schema lists what may leave, and nothing else does. */
export async function exportPerson(userId: string, now = new Date()): Promise<Export> {
  const { accounts, sessions, connections, ...user } = await db().user.findUniqueOrThrow({
    where: { id: userId },
    include: { accounts: true, sessions: true, connections: { include: { rotations: true, webhooks: true } } },
  })
  const connectionId = { in: connections.map(({ id }) => id) }
  const sessionId = { in: sessions.map(({ id }) => id) }
  const [trips, activity, revocations, apiKeys, told, links, invitations, mailAddresses, webhooks] = await Promise.all([
    db().transaction.findMany({ where: { OR: [{ userId }, { sessionId }, { connectionId }] } }),
    db().activity.findMany({ where: { OR: [{ userId }, { connectionId }] }, orderBy: { id: 'asc' } }),
    db().revocation.findMany({ where: { connectionId } }),
    db().apiKey.findMany({ where: { userId }, include: { connections: true, uses: true } }),
    db().event.findMany({ where: { userId }, include: { deliveries: true }, orderBy: { id: 'asc' } }),
    db().link.findMany({ where: { userId } }),
    db().invitation.findMany({ where: { userId } }),
    db().mailAddress.findMany({ where: { userId }, orderBy: { id: 'asc' } }),
    db().webhookEndpoint.findMany({ where: { userId }, include: { connections: true } }),
  ])
  return exportSchema.parse(
    asJson({
      ...{ format: 'mooring-export', version: EXPORT_VERSION, exportedAt: now, user, accounts, sessions, trips },
      connections: connections.map((row) => ({ ...row, idToken: identityOf(row) })),
      renewals: connections.flatMap(({ rotations }) => rotations),
      activity,
      notifications: connections.flatMap((row) => row.webhooks),
      revocations,
      apiKeys,
      apiKeyConnections: apiKeys.flatMap((key) => key.connections),
      apiKeyUses: apiKeys.flatMap((key) => key.uses),
      told,
      mailAddresses,
      deliveries: told.flatMap((event) => event.deliveries),
      links,
      invitations,
      webhooks,
      webhookConnections: webhooks.flatMap((endpoint) => endpoint.connections),
      leftOut: LEFT_OUT,
    }),
  )
}

function identityOf(row: Connection) {
  const identity = readIdentity(row)
  return identity === null || typeof identity === 'string'
    ? identity
    : { header: boundedJson(identity.header), claims: boundedJson(identity.claims) }
}

/** As it will stand in the file: times as text, and numbers that JavaScript cannot hold as text too. */
function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)))
}
