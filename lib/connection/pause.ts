import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'

/** Stops handing out tokens. The consent and the tokens stay; pausing twice is pausing once. */
export function pause(row: Connection): Promise<void> {
  return turn(row, 'active', 'frozen')
}

/** The twin of `pause`. */
export function resume(row: Connection): Promise<void> {
  return turn(row, 'frozen', 'active')
}

async function turn(row: Connection, from: 'active' | 'frozen', to: 'active' | 'frozen'): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({ where: { id: row.id, status: from }, data: { status: to } })
    const event = to === 'frozen' ? 'paused' : 'resumed'
    if (count === 1)
      await recordActivity(tx, { event, actor: 'you', outcome: 'done', userId: row.userId, connectionId: row.id })
  })
}
