import 'server-only'
import { type DatabaseTransaction, db } from '#lib/db'
import type { EventOwner, EventType } from '#lib/told/event-catalogue'
import type { Channel, Due, Sent } from '#lib/told/types'
import { deliver, noteHealth } from '#lib/told/webhooks/deliver'

const [MINUTE, HOUR] = [60, 3600]

export const webhookChannel: Channel = {
  name: 'webhook',
  receivers,
  // Of Standard Webhooks: after the attempt at once 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h.
  retryAfterSeconds: [5, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)],
  atOnce: 8,
  send,
}

/** The endpoints that want to be told. What concerns no connection is told to those that hear of all. */
async function receivers(tx: DatabaseTransaction, owner: EventOwner, type: EventType): Promise<string[]> {
  const { userId, connectionId } = owner
  const chosen = connectionId === null ? [] : [{ connections: { some: { connectionId } } }]
  const rows = await tx.webhookEndpoint.findMany({
    where: { userId, disabledReason: null, eventTypes: { has: type }, OR: [{ everyConnection: true }, ...chosen] },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

async function send(due: Due): Promise<Sent> {
  const row = await db().webhookEndpoint.findUnique({ where: { id: due.receiverId } })
  // It was switched off because nothing arrived any more: what waited for that has failed too.
  if (row?.disabledReason === 'failing') return { outcome: 'refused', code: 'disabled' }
  if (row === null || row.disabledReason !== null) return { outcome: 'unwanted', code: 'disabled' }
  const sent = await deliver(row, due)
  await noteHealth(row.id, sent)
  // What was to be told of it is written where events are (`disable-endpoints`), which this channel must not know.
  if (sent.code === 'gone')
    await db().webhookEndpoint.updateMany({ where: { id: row.id }, data: { disabledReason: 'gone' } })
  return sent
}
