import 'server-only'
import { db, isTaken } from '#lib/db'
import { settings } from '#lib/env'
import { keyState } from '#lib/keys/key-check'
import { queueRevocation } from '#lib/keys/sealed-store'
import { log, nameOf } from '#lib/log'
import { revokeToken } from '#lib/oauth/revoke-token'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { type Guard, tripGuard } from '#lib/revocation/guard-grant'

/**
 * Makes sure that a token which we received and will not keep is revoked: it goes, sealed, on the queue; while the
 * database is away, or our keys are wrong, it is revoked at once instead, because nobody would remember it. Never throws.
 * @param guard the entry that it has on the queue already. Then that entry alone decides: if it is gone, the grant was
 * stored, however the transaction that did it seemed to end, and revoking it would end a connection that works.
 */
export async function discardGrant(token: string, cause: string, guard: Guard | null = null): Promise<void> {
  if (guard?.isWritten) return hurryGuard(guard, cause)
  const { environment, clientId } = settings()
  try {
    if ((await keyState()) !== 'ready') throw new Error('Nothing may be sealed with this key ring.')
    const entry = { environment, clientId, connectionId: null, token, cause }
    await queueRevocation(db(), guard ? { ...entry, id: guard.id } : entry)
  } catch (error) {
    // Written after all, or the place that was taken when the grant was stored.
    if (guard && isTaken(error)) return hurryGuard(guard, cause)
    log.error('revocation_not_queued', { cause: nameOf(error) })
    await revokeToken(qontoEndpoints(settings()), token).catch((failed: unknown) =>
      log.error('stray_token_not_revoked', { cause: nameOf(failed) }),
    )
  }
}

/** Without a database the entry stays what it is, and is due within a minute. */
async function hurryGuard(guard: Guard, cause: string): Promise<void> {
  await tripGuard(guard, cause).catch((error: unknown) => log.warn('revocations_postponed', { cause: nameOf(error) }))
}
