import 'server-only'
import { handleFailure } from '#lib/access/handle-failure'
import {
  type Attempt,
  beginAttempt,
  closeAttempt,
  maySend,
  type RefreshCause,
  type RefreshOutcome,
  releaseLease,
} from '#lib/access/lease'
import { storeNewPair } from '#lib/access/store-new-pair'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { inFlight } from '#lib/in-flight'
import { databaseOrigin } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import { openToken } from '#lib/keys/sealed-store'
import { TokenEndpointError } from '#lib/oauth/errors'
import { refreshToken } from '#lib/oauth/refresh-token'
import { metrics } from '#lib/observe/metrics'
import { isOfOtherClient, qontoEndpoints } from '#lib/qonto/endpoints'

/**
 * One attempt to exchange the refresh token of a connection: write the attempt down, send, compare-and-set.
 * No database connection is held while Qonto is being asked. Nothing is ever deleted because of a failure.
 * It is finished and stored even when the caller is gone.
 * @param heldBy a lease on the connection that the caller holds
 */
export async function refresh(
  row: Connection,
  cause: RefreshCause,
  heldBy: string | null = null,
): Promise<RefreshOutcome> {
  const outcome = await inFlight(() => refreshOnce(row, cause, heldBy))
  metrics().refreshes.inc({ cause, outcome })
  return outcome
}

async function refreshOnce(row: Connection, cause: RefreshCause, heldBy: string | null): Promise<RefreshOutcome> {
  const opened = openToken(row, 'refreshTokenSealed')
  if (opened.kind !== 'open') return opened.kind === 'locked' ? 'locked' : 'refused'
  // What comes back is sealed with the active key: with a wrong ring the new pair would be lost when the right one returns.
  if ((await keyState()) !== 'ready') return 'locked'
  // Qonto would refuse what was given to another app, and its refusal would be taken for the end.
  if (isOfOtherClient(row)) return 'operator'
  // The original of a copied database has used this token by now; our replay would end its live chain.
  if ((await databaseOrigin()) === 'copied') return 'operator'
  const attempt = await beginAttempt(row, opened.token, cause, heldBy)
  if (!attempt) return 'elsewhere'
  if (!maySend(attempt)) return giveUp(attempt)
  try {
    const answer = await refreshToken(qontoEndpoints(settings()), opened.token)
    return await storeNewPair(row, attempt, answer, { usedToken: opened.token, cause })
  } catch (error) {
    if (error instanceof TokenEndpointError) return await handleFailure(row, attempt, error, cause)
    throw error
  }
}

async function giveUp(attempt: Attempt): Promise<RefreshOutcome> {
  await closeAttempt(attempt, 'not_sent')
  await releaseLease(attempt, { failure: 'timeout', retryInMs: 500, keepAttempt: false })
  return 'later'
}
