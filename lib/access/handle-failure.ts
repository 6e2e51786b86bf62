import 'server-only'
import type { RefreshOutcome } from '#lib/access/lease'
import {
  type Attempt,
  closeAttempt,
  durationOf,
  GRACE_MS,
  NO_ATTEMPT,
  NOTHING_ROTATED,
  releaseLease,
  wasSentBefore,
} from '#lib/access/lease'
import { type Weighed, weighRefusal } from '#lib/access/weigh-refusal'
import { recordActivity } from '#lib/connection/activity'
import { CONFIGURATION_FAILURES } from '#lib/connection/failures'
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
  attempt: Attempt,
  error: TokenEndpointError,
  cause: string,
): Promise<RefreshOutcome> {
  await retryUntilCommitted(() => closeAttempt(attempt, error.failure))
  const { outcome, code } =
    error.failure === 'invalid_grant' ? await end(row, attempt, cause) : await plan(attempt, error)
  // Asked for as the proof of an end, a refusal is no failed renewal: the receipt, or the withdrawal, says what it is.
  const isProof = outcome === 'refused' && (row.status === 'disconnecting' || cause === 'withdrawal')
  if (outcome !== 'elsewhere' && !isProof) await record(row, attempt, code)
  return outcome
}

interface Handled {
  outcome: RefreshOutcome
  code: string
}

/** What only an administrator or the person can mend is an error, what passes by itself a warning. */
function logFailure({ id }: Connection, code: string): void {
  const level = code === 'invalid_grant' || CONFIGURATION_FAILURES.has(code) ? 'error' : 'warn'
  log[level]('refresh_failed', { connectionId: id, code })
}

/** The grant has ended, unless the row has a newer pair by now, which then counts. */
async function end(row: Connection, attempt: Attempt, cause: string): Promise<Handled> {
  const code = 'invalid_grant'
  if (row.status === 'disconnecting') {
    // Here it is good news: the chain has ended. The status stays, because disconnecting is not finished by it.
    await retryUntilCommitted(() => releaseLease(attempt, { failure: code, retryInMs: 0, keepAttempt: false }))
    return { outcome: 'refused', code }
  }
  const weighed = await retryUntilCommitted(() => weighRefusal(row, attempt, cause))
  const { count } = await retryUntilCommitted(() =>
    db().connection.updateMany({
      where: { id: row.id, generation: attempt.generation, status: { in: ['active', 'frozen'] } },
      data: { ...NO_ATTEMPT, failedAt: new Date(), ...columnsOf(weighed, attempt) },
    }),
  )
  if (count === 0) return { outcome: 'elsewhere', code }
  return weighed.kind === 'final' ? { outcome: 'refused', code } : { outcome: 'later', code: weighed.failure }
}

function columnsOf(weighed: Weighed, { begunAt, firstSentAt }: Attempt) {
  if (weighed.kind === 'final') return { status: 'reconnect' as const, failure: weighed.cause }
  const { failure, retryInMs } = weighed
  const planned = { failure, nextAttemptAt: new Date(begunAt.getTime() + retryInMs) }
  // Held back, it may have been sent before: when that was decides what is said of it in the end.
  return failure === 'refusal_held' ? { ...planned, attemptAt: firstSentAt } : planned
}

/** After so long no collision in Hydra's database explains it: the request itself is wrong. */
const COLLIDES_FOR_MS = 86_400_000

async function plan(attempt: Attempt, { failure, retryAfterMs, oauthError }: TokenEndpointError): Promise<Handled> {
  const isPermanent =
    failure === 'invalid_request' && attempt.begunAt.getTime() - attempt.firstSentAt.getTime() >= COLLIDES_FOR_MS
  if (isPermanent) log.error('refresh_request_refused', { connectionId: attempt.connectionId, oauthError })
  const isOperator = isPermanent || CONFIGURATION_FAILURES.has(failure)
  const wasLookedAt = !NOTHING_ROTATED.has(failure)
  const mayHaveRotated = wasLookedAt || (await retryUntilCommitted(() => wasSentBefore(attempt)))
  const keepAttempt = wasLookedAt || (failure === 'rate_limited' && (retryAfterMs ?? 0) <= WAIT_WITHIN_GRACE_MS)
  const retryInMs = isOperator && !mayHaveRotated ? 60_000 : nextTry(retryAfterMs, mayHaveRotated, attempt)
  const shown = isPermanent ? 'request_refused' : failure
  await retryUntilCommitted(() => releaseLease(attempt, { failure: shown, retryInMs, keepAttempt }))
  return { outcome: isOperator ? 'operator' : 'later', code: failure }
}

/**
 * Full jitter. Inside the grace the same token is tried again soon, whatever `Retry-After` says; after it there is no
 * hurry left. When nothing can have been rotated, `Retry-After` is obeyed in full.
 */
function nextTry(retryAfterMs: number | null, mayHaveRotated: boolean, { begunAt, firstSentAt }: Attempt): number {
  const age = begunAt.getTime() - firstSentAt.getTime()
  const jitter = age < GRACE_MS ? 500 + Math.random() * 3_500 : Math.min(age, 600_000) * (0.5 + Math.random() / 2)
  if (retryAfterMs === null) return jitter
  const wished = Math.max(retryAfterMs, jitter)
  return mayHaveRotated && age < GRACE_MS ? Math.min(wished, 10_000) : wished
}

async function record(row: Connection, attempt: Attempt, code: string): Promise<void> {
  const { id, userId } = row
  logFailure(row, code)
  const failed = { event: 'refresh_failed', actor: 'system', outcome: 'failed', code } as const
  await recordActivity(db(), { ...failed, connectionId: id, userId, durationMs: durationOf(attempt) }).catch(
    (error: unknown) => log.error('activity_not_recorded', { cause: nameOf(error) }),
  )
}
