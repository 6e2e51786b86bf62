import 'server-only'
import type { RefreshOutcome } from '#lib/access/lease'
import {
  type Claim,
  closeEntry,
  durationOf,
  GRACE_MS,
  NOTHING_ROTATED,
  releaseClaim,
  SETTLED,
  wasSentBefore,
} from '#lib/access/lease'
import { type Weighed, weighRefusal } from '#lib/access/weigh-refusal'
import { recordActivity } from '#lib/connection/activity'
import { OPERATOR_FAILURES } from '#lib/connection/failures'
import { retryUntilCommitted } from '#lib/database/retry-until-committed'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { log, nameOf } from '#lib/log'
import type { TokenEndpointError } from '#lib/oauth/errors'

/** A 429 may be believed that nothing was rotated; when it asks for no longer than this, it need not be. */
const WAIT_WITHIN_GRACE_MS = 50_000

/**
 * What a failed attempt means: only a confirmed `invalid_grant` is final; everything else keeps the tokens and plans the
 * next try.
 * @param cause why the attempt was made, as in `refresh`
 */
export async function handleFailure(
  row: Connection,
  claim: Claim,
  error: TokenEndpointError,
  cause: string,
): Promise<RefreshOutcome> {
  await retryUntilCommitted(() => closeEntry(claim, error.failure))
  const { outcome, code } = error.failure === 'invalid_grant' ? await end(row, claim, cause) : await plan(claim, error)
  // Asked for as the proof of an end, a refusal is no failed renewal: the receipt, or the withdrawal, says what it is.
  const isProof = outcome === 'refused' && (row.status === 'disconnecting' || cause === 'withdrawal')
  if (outcome !== 'elsewhere' && !isProof) await record(row, claim, code)
  return outcome
}

interface Settled {
  outcome: RefreshOutcome
  code: string
}

/** What only an administrator or the person can mend is an error, what passes by itself a warning. */
function tell({ id }: Connection, code: string): void {
  const level = code === 'invalid_grant' || OPERATOR_FAILURES.has(code) ? 'error' : 'warn'
  log[level]('refresh_failed', { connectionId: id, code })
}

/** The grant is over, unless somebody has rotated or consented anew meanwhile: then the newer pair counts. */
async function end(row: Connection, claim: Claim, cause: string): Promise<Settled> {
  const code = 'invalid_grant'
  if (row.status === 'disconnecting') {
    // Here it is good news: the chain has ended. The status stays, because disconnecting is not finished by it.
    await retryUntilCommitted(() => releaseClaim(claim, { failure: code, retryInMs: 0, keepAttempt: false }))
    return { outcome: 'refused', code }
  }
  const weighed = await retryUntilCommitted(() => weighRefusal(row, claim, cause))
  const { count } = await retryUntilCommitted(() =>
    db().connection.updateMany({
      where: { id: row.id, generation: claim.generation, status: { in: ['active', 'frozen'] } },
      data: { ...SETTLED, failedAt: new Date(), ...columnsOf(weighed, claim) },
    }),
  )
  if (count === 0) return { outcome: 'elsewhere', code }
  return weighed.kind === 'final' ? { outcome: 'refused', code } : { outcome: 'later', code: weighed.failure }
}

function columnsOf(weighed: Weighed, { claimedAt, firstSentAt }: Claim) {
  if (weighed.kind === 'final') return { status: 'reconnect' as const, failure: weighed.cause }
  const { failure, retryInMs } = weighed
  const planned = { failure, nextAttemptAt: new Date(claimedAt.getTime() + retryInMs) }
  // Held back, it may have been sent before: when that was decides what is said of it in the end.
  return failure === 'refusal_held' ? { ...planned, attemptAt: firstSentAt } : planned
}

/** After so long no collision in Hydra's database explains it: the request itself is wrong. */
const COLLIDES_FOR_MS = 86_400_000

async function plan(claim: Claim, { failure, retryAfterMs, oauthError }: TokenEndpointError): Promise<Settled> {
  const isPermanent =
    failure === 'invalid_request' && claim.claimedAt.getTime() - claim.firstSentAt.getTime() >= COLLIDES_FOR_MS
  if (isPermanent) log.error('refresh_request_refused', { connectionId: claim.connectionId, oauthError })
  const isOperator = isPermanent || OPERATOR_FAILURES.has(failure)
  const wasLookedAt = !NOTHING_ROTATED.has(failure)
  const mayHaveRotated = wasLookedAt || (await retryUntilCommitted(() => wasSentBefore(claim)))
  const keepAttempt = wasLookedAt || (failure === 'rate_limited' && (retryAfterMs ?? 0) <= WAIT_WITHIN_GRACE_MS)
  const retryInMs = isOperator && !mayHaveRotated ? 60_000 : nextTry(retryAfterMs, mayHaveRotated, claim)
  const shown = isPermanent ? 'request_refused' : failure
  await retryUntilCommitted(() => releaseClaim(claim, { failure: shown, retryInMs, keepAttempt }))
  return { outcome: isOperator ? 'operator' : 'later', code: failure }
}

/**
 * Full jitter. Inside the grace the same token is tried again soon, whatever `Retry-After` says; after it there is no
 * hurry left. When nothing can have been rotated, `Retry-After` is obeyed in full.
 */
function nextTry(retryAfterMs: number | null, mayHaveRotated: boolean, { claimedAt, firstSentAt }: Claim): number {
  const age = claimedAt.getTime() - firstSentAt.getTime()
  const jitter = age < GRACE_MS ? 500 + Math.random() * 3_500 : Math.min(age, 600_000) * (0.5 + Math.random() / 2)
  if (retryAfterMs === null) return jitter
  const wished = Math.max(retryAfterMs, jitter)
  return mayHaveRotated && age < GRACE_MS ? Math.min(wished, 10_000) : wished
}

async function record(row: Connection, claim: Claim, code: string): Promise<void> {
  const { id, userId } = row
  tell(row, code)
  const failed = { event: 'refresh_failed', actor: 'system', outcome: 'failed', code } as const
  await recordActivity(db(), { ...failed, connectionId: id, userId, durationMs: durationOf(claim) }).catch(
    (error: unknown) => log.error('activity_not_recorded', { cause: nameOf(error) }),
  )
}
