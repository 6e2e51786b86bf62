import 'server-only'
import { db } from '#lib/db'
import { newId, sha256 } from '#lib/ids'

/** Longer than any request (5 s), so a holder that is still waiting is never overtaken. */
const LEASE_SECONDS = 8

/** The right to refresh one connection, and what the database's clock said when it was won. */
export interface Claim {
  connectionId: string
  owner: string
  generation: bigint
  rotationId: string
  /** The database's time before the request: the access token's expiry counts from here. */
  claimedAt: Date
  /** When this refresh token was first sent; Qonto's 60 s of grace count from then. */
  firstSentAt: Date
  /** Our own clock that cannot jump, to notice that this process was paused. */
  claimedAtMonotonic: number
}

/**
 * Claims the refresh of a connection in one statement that is also the write-ahead: when it has committed, any process
 * can see that this refresh token may have been sent. Answers null when somebody else holds the lease, the row has
 * moved on, or the next try is not due.
 */
export async function claimRefresh(connectionId: string, generation: bigint): Promise<Claim | null> {
  const owner = newId()
  const claimedAtMonotonic = performance.now()
  const [row] = await db().$queryRaw<Array<{ now: Date; attempt_at: Date }>>`
    UPDATE connections
       SET lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}),
           attempt_at = coalesce(attempt_at, now()), attempt_count = attempt_count + 1
     WHERE id = ${connectionId}::uuid AND generation = ${generation} AND refresh_token_sealed IS NOT NULL
       AND status IN ('active', 'frozen', 'disconnecting')
       AND (lease_until IS NULL OR lease_until < now()) AND (next_attempt_at IS NULL OR next_attempt_at <= now())
    RETURNING now(), attempt_at`
  if (!row) return null
  return {
    connectionId,
    owner,
    generation,
    rotationId: newId(),
    claimedAt: row.now,
    firstSentAt: row.attempt_at,
    claimedAtMonotonic,
  }
}

/** Writes the attempt into the ledger, before the request goes out. Only a fingerprint of the token is kept. */
export async function openEntry(
  { rotationId, connectionId, generation }: Claim,
  refreshToken: string,
  cause: string,
): Promise<void> {
  await db().rotation.create({
    data: { id: rotationId, connectionId, generation, fingerprint: sha256(refreshToken), cause },
  })
}

/** Closes the entry of an attempt with its outcome. */
export async function closeEntry({ rotationId, claimedAtMonotonic }: Claim, outcome: string): Promise<void> {
  const durationMs = Math.round(performance.now() - claimedAtMonotonic)
  await db().rotation.update({ where: { id: rotationId }, data: { finishedAt: new Date(), outcome, durationMs } })
}

/** True while the holder may still send: a process that was paused must not use a refresh token after its lease (3 s = lease - request). */
export function maySend({ claimedAtMonotonic }: Claim): boolean {
  return performance.now() - claimedAtMonotonic < 3_000
}

/**
 * Gives the lease back after a failure and plans the next try. `keepAttempt` says that the refresh token may have been
 * used: its first-sent time stays, and with it the duty to send the same token again within the grace.
 */
export async function releaseClaim(
  claim: Claim,
  plan: { failure: string; retryInMs: number; keepAttempt: boolean },
): Promise<void> {
  const { failure, retryInMs, keepAttempt } = plan
  await db().$executeRaw`
    UPDATE connections
       SET lease_owner = NULL, lease_until = NULL,
           attempt_at = CASE WHEN ${keepAttempt} OR attempt_count > 1 THEN attempt_at END,
           attempt_count = CASE WHEN ${keepAttempt} OR attempt_count > 1 THEN attempt_count ELSE 0 END,
           next_attempt_at = now() + make_interval(secs => ${retryInMs / 1000}::float8),
           failure = ${failure}, failed_at = now(), failure_trace_id = NULL
     WHERE id = ${claim.connectionId}::uuid AND lease_owner = ${claim.owner}`
}
