import 'server-only'
import type { DatabaseTransaction } from '#lib/db'
import type { EventOwner, EventType } from '#lib/told/event-catalogue'

/** A way to tell people. */
export interface Channel {
  /** Of the column `channel` of deliveries. */
  name: 'mail' | 'webhook'
  /** The ids of the addresses or endpoints that want to be told. */
  receivers(tx: DatabaseTransaction, owner: EventOwner, type: EventType): Promise<string[]>
}

export const CHANNELS: readonly Channel[] = []
