import 'server-only'
import { type Asker, askedBy, recordActivity } from '#lib/connection/activity'
import { databaseNow } from '#lib/database/now'
import { type DatabaseTransaction, db } from '#lib/db'
import { DisconnectReceipt, stopped } from '#lib/disconnect/receipt'
import type { Connection } from '#lib/generated/prisma/client'
import { ERASED_TOKENS } from '#lib/keys/sealed-store'

const ENDED_BEFORE = { outcome: 'done', reason: 'already_ended', traceId: null } as const

/**
 * The first step of a disconnect. From here on no token is handed out: the status says so, and the raised generation fences
 * every write in flight. What Qonto has proven to be over before is closed at once.
 */
export async function beginDisconnect(id: string, asker: Asker = 'person'): Promise<Connection> {
  // As the back-off and the giving up, which count from it.
  const disconnectRequestedAt = await databaseNow()
  await db().$transaction(async (tx) => {
    if (await closeEnded(tx, id, asker)) return
    const { count } = await tx.connection.updateMany({
      where: { id, status: { in: ['active', 'frozen', 'reconnect', 'quarantined'] } },
      data: {
        status: 'disconnecting',
        generation: { increment: 1 },
        disconnectRequestedAt,
        disconnectSteps: stopped(disconnectRequestedAt),
        leaseOwner: null,
        leaseUntil: null,
        nextAttemptAt: null,
      },
    })
    if (count === 1)
      await recordActivity(tx, {
        ...{ event: 'disconnect_requested', outcome: 'started', connectionId: id },
        ...askedBy(asker),
      })
    // A person who tries again does not wait for the back-off of the last failure.
    else await tx.connection.updateMany({ where: { id, status: 'disconnecting' }, data: { nextAttemptAt: null } })
  })
  return db().connection.findUniqueOrThrow({ where: { id } })
}

/**
 * Closes a connection whose end Qonto has proven before, and whose tokens went with the proof (`handle-withdrawal`): there
 * is nothing left to ask or to prove. False for every other one.
 */
async function closeEnded(tx: DatabaseTransaction, id: string, asker: Asker): Promise<boolean> {
  const now = new Date()
  const steps = new DisconnectReceipt(id, now).with({ step: 'probe', ...ENDED_BEFORE })
  const { count } = await tx.connection.updateMany({
    where: { id, status: 'reconnect', ...ERASED_TOKENS },
    data: {
      status: 'disconnected',
      generation: { increment: 1 },
      disconnectRequestedAt: now,
      disconnectedAt: now,
      disconnectSteps: steps,
      failure: null,
      failedAt: null,
      failureTraceId: null,
    },
  })
  if (count === 0) return false
  for (const event of ['disconnect_requested', 'disconnected'] as const)
    await recordActivity(tx, { event, ...askedBy(asker), outcome: 'done', connectionId: id })
  return true
}
