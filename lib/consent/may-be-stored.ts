import 'server-only'
import { retryUntilCommitted } from '#lib/database/retry-until-committed'
import { db } from '#lib/db'
import { log, nameOf } from '#lib/log'

/**
 * Whether the consent of this transaction was stored, after `CommitInDoubt`. True also when the database does not say
 * within a minute: revoking a grant that was stored would end a connection that works. Never throws.
 */
export async function mayBeStored(transactionId: string): Promise<boolean> {
  try {
    // `FOR UPDATE` waits for a commit that is still under way.
    const [row] = await retryUntilCommitted(
      () => db().$queryRaw<Array<{ outcome: string | null }>>`
        SELECT outcome FROM transactions WHERE id = ${transactionId}::uuid FOR UPDATE`,
    )
    return row?.outcome === 'connected' || row?.outcome === 'kept'
  } catch (error) {
    log.error('stray_token_not_revoked', { cause: nameOf(error) })
    return true
  }
}
