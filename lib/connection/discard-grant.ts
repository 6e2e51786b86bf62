import 'server-only'
import { keyState } from '#lib/connection/canary'
import { type Guard, tripGuard } from '#lib/connection/guard-grant'
import { queueRevocation } from '#lib/connection/store'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { log, nameOf } from '#lib/log'
import { revokeToken } from '#lib/oauth/revoke-token'
import { qontoEndpoints } from '#lib/qonto/endpoints'

/**
 * Makes sure that a token which we received and will not keep is revoked: it goes, sealed, on the queue; while the
 * database is away, or our keys are wrong, it is revoked at once instead, because nobody would remember it. Never throws.
 * @param guard the entry that it has on the queue already
 */
export async function discardGrant(token: string, cause: string, guard: Guard | null = null): Promise<void> {
  const { environment } = settings()
  try {
    if (guard !== null && (await tripGuard(guard, cause))) return
    if ((await keyState()) !== 'ready') throw new Error('Nothing may be sealed with this key ring.')
    await queueRevocation(db(), { environment, connectionId: null, token, cause })
  } catch (error) {
    log.error('revocation_not_queued', { cause: nameOf(error) })
    await revokeToken(qontoEndpoints(settings()), token).catch((failed: unknown) =>
      log.error('stray_token_not_revoked', { cause: nameOf(failed) }),
    )
  }
}
