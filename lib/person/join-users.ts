import 'server-only'
import { INVITED } from '#lib/allow-list'
import { recordActivity } from '#lib/connection/activity'
import type { Consent } from '#lib/consent/consent'
import { type DatabaseTransaction, db, isRetryable } from '#lib/db'
import { settings } from '#lib/env'
import { type LinkKind, REVOKED } from '#lib/links/link-kinds'
import { log } from '#lib/log'
import { fail, ok, type Result } from '#lib/result'
import { writeEvent } from '#lib/told/write-event'

export interface Joined {
  userId: string
  /** The identity that was the second proof; the new session is made by it. */
  accountId: string
}

/** `nobody_to_join`: the identity signs in as nobody here, or as the person who asks. */
export type JoinRefusal = 'nobody_to_join' | 'flow_expired' | 'not_allowed'

type Join = Pick<Consent, 'transaction' | 'grant' | 'formerSessionId' | 'admittedBy'>

const TRIES = 3

/**
 * Joins two users into one: the fresh session is the proof of the one, the verified ID token of the other. Identities,
 * connections and history go to the older of the two; the other's sessions end. Never by e-mail or name.
 */
export async function joinUsers(join: Join): Promise<Result<Joined, JoinRefusal>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db().$transaction((tx) => joinOnce(tx, join), { isolationLevel: 'Serializable' })
    } catch (error) {
      if (attempt === TRIES || !isRetryable(error)) throw error
    }
  }
}

async function joinOnce(tx: DatabaseTransaction, { transaction, grant, formerSessionId, admittedBy }: Join) {
  const { iss: issuer, sub: subject } = grant.claims
  if (transaction.userId === null || formerSessionId === null) return fail<JoinRefusal>('flow_expired')
  const account = await tx.account.findUnique({ where: { issuer_subject: { issuer, subject } } })
  // One that was linked by connecting is no proof of another user.
  if (account?.via !== 'sign_in' || account.userId === transaction.userId) return fail<JoinRefusal>('nobody_to_join')
  const ids = [transaction.userId, account.userId]
  const users = await tx.user.findMany({ where: { id: { in: ids } }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
  const [kept, gone] = users
  if (!kept || !gone) return fail<JoinRefusal>('flow_expired')
  const isLetIn = admittedBy !== INVITED || users.some((user) => user.admittedBy === INVITED)
  if (!isLetIn) return fail<JoinRefusal>('not_allowed')
  await nameConnectionsOfKeys(tx, ids)
  await endLinksForAll(tx, ids)
  await nameConnectionsOfEndpoints(tx, ids)
  await moveConnections(tx, gone.id, kept.id)
  const move = { where: { userId: gone.id }, data: { userId: kept.id } }
  await tx.account.updateMany(move)
  await tx.apiKey.updateMany(move)
  // One that both have stays that of the older.
  await tx.$executeRaw`
    DELETE FROM mail_addresses WHERE user_id = ${gone.id}::uuid
       AND address IN (SELECT address FROM mail_addresses WHERE user_id = ${kept.id}::uuid)`
  await tx.mailAddress.updateMany(move)
  await tx.webhookEndpoint.updateMany(move)
  await tx.event.updateMany(move)
  await tx.link.updateMany(move)
  await tx.invitation.updateMany(move)
  await tx.activity.updateMany(move)
  await tx.transaction.updateMany(move)
  // Those of the other user, and the one that asked: it goes on as a new one.
  await tx.session.deleteMany({
    where: { OR: [{ userId: account.userId }, { userId: gone.id }, { id: formerSessionId }] },
  })
  await tx.user.delete({ where: { id: gone.id } })
  if (admittedBy !== null) await tx.user.update({ where: { id: kept.id }, data: { admittedBy } })
  await tx.transaction.update({ where: { id: transaction.id }, data: { outcome: 'joined', userId: kept.id } })
  const joined = { type: 'account.joined', data: { action_url: `${settings().origin}/account` } } as const
  await writeEvent(tx, { userId: kept.id, connectionId: null }, joined)
  await recordActivity(tx, { event: 'users_joined', actor: 'you', outcome: 'done', userId: kept.id })
  log.info('users_joined', { userId: kept.id })
  return ok({ userId: kept.id, accountId: account.id })
}

/** A key for all connections of its owner goes on with those it has had: joining must not show it more. */
async function nameConnectionsOfKeys(tx: DatabaseTransaction, userIds: string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO api_key_connections (key_id, connection_id)
    SELECT api_keys.id, connections.id FROM api_keys JOIN connections USING (user_id)
     WHERE user_id = ANY(${userIds}::uuid[]) AND every_connection
    ON CONFLICT DO NOTHING`
  await tx.apiKey.updateMany({ where: { userId: { in: userIds } }, data: { everyConnection: false } })
}

/** Who has such a link is not the person who joins: it must not show them more, and cannot be given a list. */
async function endLinksForAll(tx: DatabaseTransaction, userIds: string[]): Promise<void> {
  const ended = await tx.$queryRaw<Array<{ kind: LinkKind; userId: string }>>`
    UPDATE links SET revoked_at = now()
     WHERE user_id = ANY(${userIds}::uuid[]) AND connection_id IS NULL AND revoked_at IS NULL
    RETURNING kind, user_id AS "userId"`
  for (const { kind, userId } of ended)
    await recordActivity(tx, { event: REVOKED[kind], actor: 'system', outcome: 'done', userId })
}

/** Nor a webhook, whose receiver may be somebody else's. */
async function nameConnectionsOfEndpoints(tx: DatabaseTransaction, userIds: string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO webhook_endpoint_connections (endpoint_id, connection_id)
    SELECT webhook_endpoints.id, connections.id FROM webhook_endpoints JOIN connections USING (user_id)
     WHERE user_id = ANY(${userIds}::uuid[]) AND every_connection
    ON CONFLICT DO NOTHING`
  await tx.webhookEndpoint.updateMany({ where: { userId: { in: userIds } }, data: { everyConnection: false } })
}

/** Both users may have the same organisation by the same person: the one that moves keeps its name and asks for the organisation again. */
async function moveConnections(tx: DatabaseTransaction, from: string, to: string): Promise<void> {
  const own = await tx.connection.findMany({ where: { userId: to }, select: PLACE })
  const coming = await tx.connection.findMany({ where: { userId: from }, select: { id: true, ...PLACE } })
  for (const { id, ...place } of coming) {
    const isTaken = own.some((row) =>
      Object.entries(place).every(([name, value]) => row[name as keyof typeof row] === value),
    )
    const data = isTaken ? { userId: to, organizationId: null, organizationConfirmed: false } : { userId: to }
    await tx.connection.update({ where: { id }, data })
  }
}

const PLACE = { environment: true, organizationId: true, subject: true } as const
