import 'server-only'
import type { Flow } from '#lib/auth/transaction/flow'
import { endingToken } from '#lib/oauth/revoke-token'
import { discardGrant } from '#lib/revocation/discard-grant'

/**
 * Ends the grant of a callback that has not stored it. Whatever came in between: next-auth asks the database
 * questions of its own before our callback runs, and fails without us when it is away. Never throws.
 */
export async function discardUnstored({ grant, connected, failure, guard }: Flow): Promise<void> {
  if (!grant || (connected && connected.connectionId !== null)) return
  await discardGrant(endingToken(grant.grant), connected ? 'joined' : (failure ?? 'storage_unavailable'), guard)
}
