import 'server-only'
import type { DatabaseTransaction } from '#lib/db'
import type { EventOwner, EventType } from '#lib/told/event-catalogue'

/** A delivery that is being sent, with its event. `data` is what the schema of its type let through when it was written. */
export interface Due {
  id: string
  receiverId: string
  /** With this one. */
  attempts: number
  eventId: string
  type: EventType
  at: Date
  data: unknown
  userId: string
  connectionId: string | null
  /** What makes it the same news as others: its type, and of a problem its reason. */
  cause: string
}

/**
 * What became of an attempt: arrived, to be tried again, never to be tried again, or not made, because it is no news any more,
 * or because nobody wants it: what nobody failed at.
 */
export interface Sent {
  outcome: 'delivered' | 'failed' | 'refused' | 'overtaken' | 'unwanted'
  /** A word of ours for what went wrong. */
  code?: string
  /** What the receiver answered, as far as its owner may see it. */
  status?: number
  ms?: number
  text?: string
}

/** A way to tell people. */
export interface Channel {
  /** Of the column `channel` of deliveries. */
  name: 'mail' | 'webhook'
  /** The ids of the addresses or endpoints that want to be told. */
  receivers(tx: DatabaseTransaction, owner: EventOwner, type: EventType): Promise<string[]>
  /** After how many seconds each failed attempt is followed by another; after the last of them it is given up. */
  retryAfterSeconds: readonly number[]
  /** How many receivers are told beside each other by one process. */
  atOnce: number
  /** Of all that is due for one receiver: the ids of what is so no more, and is not told. Everything is told without it. */
  overtaken?(due: readonly Due[]): Promise<ReadonlySet<string>>
  /** One attempt, over within 20 s. What it throws counts as `failed`. */
  send(due: Due): Promise<Sent>
  /** For people: more than `over` of one cause within a short time become one for each receiver. */
  bundle?: { over: number; send(due: readonly Due[]): Promise<Sent> }
}
