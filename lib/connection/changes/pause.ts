import 'server-only'
import { type Asker, askedBy, recordActivity } from '#lib/connection/activity'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'

/** Stops handing out tokens. The consent and the tokens stay; pausing twice is pausing once. */
export function pause(row: Connection, asker: Asker = 'person'): Promise<void> {
  return turn(row, asker, 'active', 'frozen')
}

/** The twin of `pause`. */
export function resume(row: Connection, asker: Asker = 'person'): Promise<void> {
  return turn(row, asker, 'frozen', 'active')
}

type Use = 'active' | 'frozen'

async function turn(row: Connection, asker: Asker, from: Use, to: Use): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({ where: { id: row.id, status: from }, data: { status: to } })
    const event = to === 'frozen' ? 'paused' : 'resumed'
    if (count === 1)
      await recordActivity(tx, { event, ...askedBy(asker), outcome: 'done', userId: row.userId, connectionId: row.id })
  })
}
