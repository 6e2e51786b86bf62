import 'server-only'
import type { DatabaseTransaction } from '#lib/db'
import { newId } from '#lib/ids'
import { log } from '#lib/log'
import { CHANNELS } from '#lib/told/channels'
import { EVENTS, type EventDraft, type EventOwner } from '#lib/told/event-catalogue'

/**
 * Writes an event, and a delivery for everybody who is to be told of it. In the transaction of what happened: either both
 * are there or neither is.
 */
export async function writeEvent(
  tx: DatabaseTransaction,
  owner: EventOwner,
  { type, data }: EventDraft,
): Promise<void> {
  const id = newId()
  // Through its schema: what is not listed there is told to nobody.
  await tx.event.create({ data: { id, ...owner, type, data: EVENTS[type].parse(data) } })
  for (const { name, receivers } of CHANNELS) {
    const ids = await receivers(tx, owner, type)
    const deliveries = ids.map((receiverId) => ({ id: newId(), eventId: id, channel: name, receiverId }))
    if (deliveries.length > 0) await tx.delivery.createMany({ data: deliveries })
  }
  log.info('event_written', { code: type, connectionId: owner.connectionId })
}
