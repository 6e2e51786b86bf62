import { disconnect } from '#lib/connection/disconnect'
import { revokeQueued } from '#lib/connection/revoke-queued'
import { openToken, queueRevocation } from '#lib/connection/store'
import { workshopAt } from '#lib/connection/testing'
import { db, isRetryable } from '#lib/db'
import { settings } from '#lib/env'
import { doDueWork } from '#lib/jobs/do-due-work'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { benchAt } from '#simulator/testing'

/** What people and jobs do to a connection, as commands of a worker. */

/** A whole consent of a person, stored as a sign-in does it. Answers the connection. */
export async function reconsent(person: string): Promise<string> {
  const workshop = workshopAt(benchAt(settings().oauthUrl, async () => {}))
  return (await workshop.connected({ person })).id
}

export async function disconnectNow(id: string): Promise<string> {
  const result = await disconnect(id)
  return result.ok ? 'done' : result.reason
}

/** What whoever deletes a person must do: the chains that go with the rows are queued in the same transaction. */
export async function eraseUser(userId: string): Promise<void> {
  for (;;)
    try {
      return await eraseOnce(userId)
    } catch (error) {
      if (!isRetryable(error)) throw error
    }
}

async function eraseOnce(userId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM connections WHERE user_id = ${userId}::uuid FOR UPDATE`
    for (const row of await tx.connection.findMany({ where: { userId } })) {
      const opened = openToken(row, 'refreshTokenSealed')
      const entry = { environment: row.environment, connectionId: null, cause: 'erased' }
      if (opened.kind === 'open') await queueRevocation(tx, { ...entry, token: opened.token })
    }
    await tx.user.deleteMany({ where: { id: userId } })
  })
}

export const sweepNow = (): Promise<number> => sweepAttempts()

/** One run of the job that all replicas share. */
export const doDue = (forMs: number): Promise<number> => doDueWork(performance.now() + forMs)

/** Everything that waits for its revocation, whenever it would be due. */
export async function revokeAllQueued(): Promise<{ revoked: number; failed: number }> {
  await db().revocation.updateMany({ where: { doneAt: null }, data: { nextAttemptAt: new Date(0) } })
  return revokeQueued(200)
}
