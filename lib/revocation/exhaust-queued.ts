import 'server-only'
import { durably } from '#lib/database/durable'
import { retryUntilCommitted } from '#lib/database/retry-until-committed'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { sealQueued } from '#lib/keys/sealed-store'
import { TokenEndpointError } from '#lib/oauth/errors'
import { refreshToken } from '#lib/oauth/refresh-token'
import { qontoEndpoints } from '#lib/qonto/endpoints'

/**
 * Sends a queued refresh token that may have been used already. 60 s after its first use revoking it would do nothing and
 * still be answered with 200 (Hydra), while the pair that came of it lives on. Sending it settles the matter: either it
 * is refused, and the refusal has ended the whole chain, or a new pair comes back, whose revocation ends it.
 * The entry of the queue is the write-ahead, and takes the new token before anything else is done with it.
 * @returns the token that must be revoked now; null when the chain has ended
 * @throws TokenEndpointError
 */
export async function exhaustQueued(id: string, token: string): Promise<string | null> {
  const answer = await refreshToken(qontoEndpoints(settings()), token).catch((error: unknown) => {
    if (error instanceof TokenEndpointError && error.failure === 'invalid_grant') return null
    throw error
  })
  if (answer === null) return null
  const newest = answer.refreshToken ?? token
  await retryUntilCommitted(() =>
    durably(db().revocation.updateMany({ where: { id }, data: { ...sealQueued(id, newest), mayBeUsed: false } })),
  )
  return newest
}
