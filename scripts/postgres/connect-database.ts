import { SessionNotKept } from '#lib/database/session-client'
import { db, isUnreachable } from '#lib/db'
import type { Running } from '#scripts/command/run-command'
import { prepareEnvironment } from '#scripts/launch/prepare-environment'
import { verifyDatabase } from '#scripts/postgres/database'
import { Refusal } from '#server/refusal'

/** Runs a command's work on the database, and says in one sentence when the database does not answer. */
export async function withDatabase(
  running: Running,
  data: string | undefined,
  work: () => Promise<number>,
): Promise<number> {
  const { databaseUrl } = await prepareEnvironment(running, data)
  // Before an embedded server is stopped, which would complain about being cut off.
  await running.undo.add('The database connection', () => db().$disconnect())
  try {
    await verifyDatabase(databaseUrl)
    return await work()
  } catch (error) {
    if (error instanceof SessionNotKept) throw new Refusal(error.message, { cause: error })
    if (!isUnreachable(error)) throw error
    throw new Refusal('The database does not answer. What was done so far is kept; run this again when it does.', {
      cause: error,
    })
  }
}
