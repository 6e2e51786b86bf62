import 'server-only'
import { handleFailure } from '#lib/access/handle-failure'
import { type Claim, claimRefresh, closeEntry, maySend, type RefreshOutcome, releaseClaim } from '#lib/access/lease'
import { storeNewPair } from '#lib/access/store-new-pair'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { inFlight } from '#lib/in-flight'
import { databaseOrigin } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import { openToken } from '#lib/keys/sealed-store'
import { TokenEndpointError } from '#lib/oauth/errors'
import { refreshToken } from '#lib/oauth/refresh-token'
import { isOfOtherClient, qontoEndpoints } from '#lib/qonto/endpoints'

/**
 * One attempt to exchange the refresh token of a connection: claim and ledger, request, compare-and-set.
 * No database connection is held while Qonto is being asked. Nothing is ever deleted because of a failure.
 * Finished and stored whatever becomes of whoever asked.
 * @param cause why, for the ledger: `expiry`, `check`, `recovery`, `keep_alive`, `disconnect`, `withdrawal` (Qonto says that the consent was)
 * @param heldBy a lease on the connection that the caller holds
 */
export function refresh(row: Connection, cause: string, heldBy: string | null = null): Promise<RefreshOutcome> {
  return inFlight(() => attempt(row, cause, heldBy))
}

async function attempt(row: Connection, cause: string, heldBy: string | null): Promise<RefreshOutcome> {
  const opened = openToken(row, 'refreshTokenSealed')
  if (opened.kind !== 'open') return opened.kind === 'locked' ? 'locked' : 'refused'
  // What comes back is sealed with the active key: with a wrong ring the new pair would be lost when the right one returns.
  if ((await keyState()) !== 'ready') return 'locked'
  // Qonto would refuse what was given to another app, and its refusal would be taken for the end.
  if (isOfOtherClient(row)) return 'operator'
  // The original of a copied database has used this token by now; our replay would end its live chain.
  if ((await databaseOrigin()) === 'copied') return 'operator'
  const claim = await claimRefresh(row, opened.token, cause, heldBy)
  if (!claim) return 'elsewhere'
  if (!maySend(claim)) return giveUp(claim)
  try {
    const answer = await refreshToken(qontoEndpoints(settings()), opened.token)
    return await storeNewPair(row, claim, answer, { usedToken: opened.token, cause })
  } catch (error) {
    if (error instanceof TokenEndpointError) return await handleFailure(row, claim, error, cause)
    throw error
  }
}

async function giveUp(claim: Claim): Promise<RefreshOutcome> {
  await closeEntry(claim, 'not_sent')
  await releaseClaim(claim, { failure: 'timeout', retryInMs: 500, keepAttempt: false })
  return 'later'
}
