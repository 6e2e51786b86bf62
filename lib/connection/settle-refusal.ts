import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { OPERATOR_FAILURES } from '#lib/connection/failures'
import { type Claim, closeEntry, durationOf, GRACE_MS, releaseClaim, SETTLED } from '#lib/connection/ledger'
import { restoredAt } from '#lib/connection/origin'
import type { RefreshOutcome } from '#lib/connection/refresh'
import { REFRESH_LIFETIME_MS } from '#lib/connection/state'
import { untilItLands } from '#lib/connection/until-it-lands'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { log, nameOf } from '#lib/log'
import type { TokenEndpointError } from '#lib/oauth/errors'

/** Answers of Qonto itself before it looks at the refresh token. Any other, a page of HTML included, may hide a rotation. */
const NOT_LOOKED_AT: ReadonlySet<string> = new Set(['invalid_client', 'invalid_scope', 'rate_limited', 'not_sent'])
/** A 429 may be believed that nothing was rotated; when it asks for no longer than this, it need not be. */
const WAIT_WITHIN_GRACE_MS = 50_000

/** What a failed attempt means: only `invalid_grant` is final; everything else keeps the tokens and plans the next try. */
export async function settleRefusal(row: Connection, claim: Claim, error: TokenEndpointError): Promise<RefreshOutcome> {
  await untilItLands(() => closeEntry(claim, error.failure))
  const outcome = error.failure === 'invalid_grant' ? await end(row, claim) : await plan(claim, error)
  // For a disconnect it is the proof that it worked: its receipt says so, and the log has nothing to complain about.
  const isProof = row.status === 'disconnecting' && outcome === 'refused'
  if (outcome !== 'elsewhere' && !isProof) await record(row, claim, error.failure)
  return outcome
}

/** What only an administrator or the person can mend is an error, what passes by itself a warning. */
function tell({ id }: Connection, code: string): void {
  const level = code === 'invalid_grant' || OPERATOR_FAILURES.has(code) ? 'error' : 'warn'
  log[level]('refresh_failed', { connectionId: id, code })
}

/** The grant is over, unless somebody has rotated or consented anew meanwhile: then the newer pair counts. */
async function end(row: Connection, claim: Claim): Promise<RefreshOutcome> {
  if (row.status === 'disconnecting') {
    // Here it is good news: the chain has ended. The status stays, because disconnecting is not finished by it.
    await untilItLands(() => releaseClaim(claim, { failure: 'invalid_grant', retryInMs: 0, keepAttempt: false }))
    return 'refused'
  }
  const failure = await untilItLands(() => causeOf(row, claim))
  const { count } = await untilItLands(() =>
    db().connection.updateMany({
      where: { id: row.id, generation: claim.generation, status: { in: ['active', 'frozen'] } },
      data: { ...SETTLED, status: 'reconnect', failure, failedAt: new Date() },
    }),
  )
  return count === 1 ? 'refused' : 'elsewhere'
}

/** The post-mortem, as far as there is evidence; `invalid_grant` says that we do not know. */
async function causeOf({ refreshIssuedAt }: Connection, claim: Claim): Promise<string> {
  const { claimedAt, firstSentAt } = claim
  if (refreshIssuedAt !== null && claimedAt.getTime() - refreshIssuedAt.getTime() >= REFRESH_LIFETIME_MS)
    return 'lapsed'
  const restored = await restoredAt()
  if (restored !== null && refreshIssuedAt !== null && refreshIssuedAt < restored) return 'restored'
  const isLate = claimedAt.getTime() - firstSentAt.getTime() > GRACE_MS
  return isLate && (await wasSentBefore(claim)) ? 'answer_lost' : 'invalid_grant'
}

async function plan(claim: Claim, { failure, retryAfterMs }: TokenEndpointError): Promise<RefreshOutcome> {
  const isOperator = OPERATOR_FAILURES.has(failure)
  const wasLookedAt = !NOT_LOOKED_AT.has(failure)
  const mayHaveRotated = wasLookedAt || (await untilItLands(() => wasSentBefore(claim)))
  const keepAttempt = wasLookedAt || (failure === 'rate_limited' && (retryAfterMs ?? 0) <= WAIT_WITHIN_GRACE_MS)
  const retryInMs = isOperator && !mayHaveRotated ? 60_000 : nextTry(retryAfterMs, mayHaveRotated, claim)
  await untilItLands(() => releaseClaim(claim, { failure, retryInMs, keepAttempt }))
  return isOperator ? 'operator' : 'later'
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

/** Whether an earlier attempt with this refresh token may have reached Qonto. */
async function wasSentBefore({ connectionId, generation, rotationId }: Claim): Promise<boolean> {
  const unknown = [{ outcome: null }, { outcome: { notIn: [...NOT_LOOKED_AT] } }]
  const earlier = { connectionId, generation, id: { not: rotationId }, OR: unknown }
  return (await db().rotation.count({ where: earlier })) > 0
}

async function record(row: Connection, claim: Claim, code: string): Promise<void> {
  const { id, userId } = row
  tell(row, code)
  const failed = { event: 'refresh_failed', actor: 'system', outcome: 'failed', code } as const
  await recordActivity(db(), { ...failed, connectionId: id, userId, durationMs: durationOf(claim) }).catch(
    (error: unknown) => log.error('activity_not_recorded', { cause: nameOf(error) }),
  )
}
