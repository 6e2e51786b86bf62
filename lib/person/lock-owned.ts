import 'server-only'
import type { DatabaseTransaction } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection, WebhookSubscription } from '#lib/generated/prisma/client'
import { endingOf, holdsTokens, openToken } from '#lib/keys/sealed-store'

/** What a person has at Qonto through us. */
export interface Owned {
  connectionIds: string[]
  /** One token of each chain, whose revocation ends it; null when its key is lost. */
  tokens: Array<ReturnType<typeof endingOf>>
  /** Subscriptions that can be taken back, each with an access token that may do it. */
  subscriptions: Array<{ subscriptionId: string; accessToken: string }>
}

/**
 * Finds everything that a person has at Qonto, and keeps others from changing it until the transaction ends: no request adds
 * a connection, begins a refresh or stores a new pair meanwhile.
 */
export async function lockOwned(tx: DatabaseTransaction, userId: string): Promise<Owned> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR UPDATE`
  await tx.$queryRaw`SELECT 1 FROM connections WHERE user_id = ${userId}::uuid ORDER BY id FOR UPDATE`
  // Each statement sees what the locks before it waited for: the isolation is PostgreSQL's own, "read committed".
  const connections = await tx.connection.findMany({ where: { userId }, include: { webhooks: true } })
  return {
    connectionIds: connections.map(({ id }) => id),
    tokens: connections.filter(holdsTokens).map(endingOf),
    subscriptions: connections.flatMap(subscriptionsOf),
  }
}

function subscriptionsOf(row: Connection & { webhooks: WebhookSubscription[] }): Owned['subscriptions'] {
  const access = openToken(row, 'accessTokenSealed')
  // Another environment's token must never reach this one's hosts, and one that could not be verified is never used.
  if (access.kind !== 'open' || !row.verified || row.environment !== settings().environment) return []
  return row.webhooks.map(({ subscriptionId }) => ({ subscriptionId, accessToken: access.token }))
}
