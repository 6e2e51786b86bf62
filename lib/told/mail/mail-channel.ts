import 'server-only'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { EventOwner, EventType } from '#lib/told/event-catalogue'
import { KIND_OF } from '#lib/told/mail/kind-catalogue'
import type { Letter } from '#lib/told/mail/letter/letter'
import { writeBundle } from '#lib/told/mail/letter/write-bundle'
import { writeLetter } from '#lib/told/mail/letter/write-letter'
import { sendLetter, WITH_READER } from '#lib/told/mail/send-letter'
import { isMailSetUp } from '#lib/told/mail/send-mail'
import type { Channel, Due, Sent } from '#lib/told/types'

const MINUTE = 60
const HOUR = 3_600

/** Mail to the confirmed addresses of an owner that want to be told of this. */
export const mailChannel: Channel = {
  name: 'mail',
  // Over two days: a mailbox that is full on Friday evening, a server that moves over the weekend.
  retryAfterSeconds: [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 12 * HOUR, 13 * HOUR],
  atOnce: 3,
  async receivers(tx, owner, type) {
    if (!isMailSetUp()) return []
    const rows = await tx.mailAddress.findMany({ where: wanting(owner, type), select: { id: true } })
    return rows.map(({ id }) => id)
  },
  overtaken,
  send: (due) => sendTo(due, () => writeLetter(due)),
  bundle: {
    over: 5,
    async send(due) {
      const [first] = due
      const write = () => writeBundle(due, settings().origin)
      return first ? sendTo(first, write) : { outcome: 'unwanted', code: 'receiver_gone' }
    },
  },
}

/** Of the confirmed addresses that did not say stop, those that want to be told of this. */
export function wanting({ userId }: Pick<EventOwner, 'userId'>, type: EventType) {
  return { userId, confirmedAt: { not: null }, unsubscribedAt: null, kinds: { has: KIND_OF[type] } }
}

async function sendTo({ id, receiverId, userId }: Due, write: () => Letter): Promise<Sent> {
  const row = await db().mailAddress.findFirst({
    where: { id: receiverId, userId, confirmedAt: { not: null }, unsubscribedAt: null },
    include: WITH_READER,
  })
  if (row === null) return { outcome: 'unwanted', code: 'receiver_gone' }
  return sendLetter(id, row, write)
}

/** After the last of these, what was said of a connection before is not so any more. */
const STANDS: EventType[] = [
  'connection.connected',
  'connection.needs_attention',
  'connection.recovered',
  'connection.reminder',
  'connection.paused',
  'connection.resumed',
  'connection.disconnected',
]

/** The ends of what somebody was told before, and what else says that nothing is wrong. */
const ENDS: EventType[] = ['connection.recovered', 'connection.resumed']
const WELL: EventType[] = [...ENDS, 'connection.connected', 'connection.reminder']

/**
 * What had to wait, and has been overtaken: a break that is read about after its end is taken for a new one. And the end of
 * what this address was not told of, because of that, or because it was added later: it would read of a break all the same.
 * What another process is handing in at this moment counts as told, and so does what is older than what is kept of events.
 */
async function overtaken(due: readonly Due[]): Promise<ReadonlySet<string>> {
  const [first] = due
  const ids = due.map(({ id }) => id)
  const late = await db().$queryRaw<Array<{ id: string }>>`
    WITH latest AS (
      SELECT connection_id, max(at) AS at, bool_or(type <> ALL (${WELL})) AS has_beginning FROM events
       WHERE user_id = ${first?.userId}::uuid AND connection_id IS NOT NULL AND type = ANY (${STANDS}) GROUP BY connection_id),
    told AS (
      SELECT DISTINCT ON (e.connection_id) e.connection_id, e.type FROM deliveries d JOIN events e ON e.id = d.event_id
       WHERE d.channel = 'mail' AND d.receiver_id = ${first?.receiverId}::uuid AND d.id <> ALL (${ids}::uuid[])
         AND d.outcome IN ('delivered', 'sending') AND e.connection_id IS NOT NULL AND e.type = ANY (${STANDS})
       ORDER BY e.connection_id, e.at DESC, e.id DESC)
    SELECT d.id FROM deliveries d JOIN events e ON e.id = d.event_id JOIN latest ON latest.connection_id = e.connection_id
      LEFT JOIN told ON told.connection_id = e.connection_id
     WHERE d.id = ANY (${ids}::uuid[]) AND e.type = ANY (${STANDS})
       AND (latest.at > e.at
            OR e.type = ANY (${ENDS}) AND latest.has_beginning AND coalesce(told.type = ANY (${WELL}), true))`
  return new Set(late.map(({ id }) => id))
}
