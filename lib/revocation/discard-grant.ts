import 'server-only'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { keyState } from '#lib/keys/key-check'
import { queueRevocation } from '#lib/keys/sealed-store'
import { log, nameOf } from '#lib/log'
import { revokeToken } from '#lib/oauth/revoke-token'
import { qontoEndpoints } from '#lib/qonto/endpoints'

/**
 * Has a token revoked that was received and is not kept: it goes, sealed, on the queue. While the database is away, or the
 * key ring is wrong, it is revoked at once instead, because nothing would remember it. Never throws.
 */
export async function discardGrant(token: string, cause: string): Promise<void> {
  const { environment, clientId } = settings()
  try {
    if ((await keyState()) !== 'ready') throw new Error('Nothing may be sealed with this key ring.')
    await queueRevocation(db(), { environment, clientId, connectionId: null, token, cause })
  } catch (error) {
    log.error('revocation_not_queued', { cause: nameOf(error) })
    await revokeToken(qontoEndpoints(settings()), token).catch((failed: unknown) =>
      log.error('stray_token_not_revoked', { cause: nameOf(failed) }),
    )
  }
}
