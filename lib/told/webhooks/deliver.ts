import 'server-only'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import type { WebhookEndpoint } from '#lib/generated/prisma/client'
import { endpointSecrets } from '#lib/keys/sealed-store'
import type { Result } from '#lib/result'
import type { Sent } from '#lib/told/types'
import { type Answered, type PostFailure, post } from '#lib/told/webhooks/post'
import { signatureHeaders } from '#lib/told/webhooks/sign'

export interface Message {
  eventId: string
  type: string
  at: Date
  data: unknown
}

/** Posts one event to one endpoint, signed as Standard Webhooks says. */
export async function deliver(row: WebhookEndpoint, { eventId, type, at, data }: Message): Promise<Sent> {
  const now = await databaseNow()
  const secrets = endpointSecrets(row, now)
  if (secrets.length === 0) return { outcome: 'failed', code: 'locked' }
  const body = JSON.stringify({ type, timestamp: at.toISOString(), data })
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'Mooring/1',
    ...signatureHeaders({ id: eventId, at: now, body }, secrets),
  }
  return sentOf(await post({ url: new URL(row.url), headers, body }))
}

function sentOf(answered: Result<Answered, PostFailure>): Sent {
  if (!answered.ok) return { outcome: 'failed', code: answered.reason }
  const { status } = answered.value
  if (status >= 200 && status < 300) return { outcome: 'delivered', ...answered.value }
  // By the standard the one answer with which a receiver says that it wants no more.
  if (status === 410) return { outcome: 'refused', code: 'gone', ...answered.value }
  return { outcome: 'failed', code: 'answered', ...answered.value }
}

/** Keeps since when nothing has arrived. What is wrong with our own keys says nothing of the receiver. */
export async function noteHealth(id: string, { outcome, code }: Sent): Promise<void> {
  if (code === 'locked') return
  if (outcome === 'delivered')
    await db().webhookEndpoint.updateMany({ where: { id, failingSince: { not: null } }, data: { failingSince: null } })
  else
    await db().webhookEndpoint.updateMany({
      where: { id, failingSince: null },
      data: { failingSince: await databaseNow() },
    })
}
