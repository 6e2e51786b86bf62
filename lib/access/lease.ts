import 'server-only'
import { DURABLE } from '#lib/database/durable'
import { db, isRolledBack } from '#lib/db'
import { startStopwatch } from '#lib/deadline'
import { type Connection, Prisma } from '#lib/generated/prisma/client'
import { newId, sha256 } from '#lib/ids'

/** Longer than any request (5 s), so a holder that is still waiting is never overtaken. */
const LEASE_SECONDS = 8
/** Lease minus request: a holder that was paused for longer than this must not send. */
const SEND_WITHIN_MS = 3_000
/** How long a used refresh token stays usable, counted from its first use (Qonto, "Create and refresh tokens"). */
export const GRACE_MS = 60_000
/** Longer than the pause between two tries of `retryUntilCommitted`, several times over. */
const TIME_TO_WRITE_SECONDS = 10

/** A refresh token was sent longer ago than the grace, and its outcome is unknown: sending it again may end its chain. */
export const IS_UNKNOWN_FOR_LONG = Prisma.sql`(
  attempt_at IS NOT NULL AND now() - attempt_at >= make_interval(secs => ${GRACE_MS / 1000}))`

/** Why a refresh is made; `withdrawal` because Qonto says that the consent was withdrawn. */
export type RefreshCause = 'expiry' | 'check' | 'recovery' | 'keep_alive' | 'disconnect' | 'withdrawal'

/** How an attempt to refresh ends. */
export type RefreshOutcome =
  | 'rotated'
  /** Another holder has the lease or has rotated, or the next try is not due: read the row again. */
  | 'elsewhere'
  | 'later'
  | 'refused'
  | 'operator'
  | 'locked'

/** One attempt to refresh a connection, with the lease that allows it and the database's time when it began. */
export interface Attempt {
  connectionId: string
  owner: string
  generation: bigint
  rotationId: string
  /** The database's time before the request: the access token's expiry counts from here. */
  begunAt: Date
  /** When this refresh token was first sent; Qonto's 60 s of grace count from then. */
  firstSentAt: Date
  /** How long ago it was begun, in milliseconds, by the one of two clocks that says more: a pause of this process is noticed. */
  age(): number
}

/**
 * Takes the lease on a connection and writes the attempt down, in one statement before anything is sent: once it has
 * committed, any process can see that this refresh token may have been sent. A fingerprint of the token is kept, not the token.
 * Answers null when another holder has the lease, the row has moved on, PostgreSQL took it back, or the next try is not due.
 *
 * After the grace the last try of a used token ends its chain, and there is no hurry any more: it is put off once. The
 * database may have been away for longer than that, and another process may hold the new pair in memory, about to write.
 * @param heldBy a lease that the caller holds, which this one may follow
 */
export async function beginAttempt(
  { id, generation }: Pick<Connection, 'id' | 'generation'>,
  refreshToken: string,
  cause: string,
  heldBy: string | null = null,
): Promise<Attempt | null> {
  const [owner, rotationId] = [newId(), newId()]
  const age = startStopwatch()
  // Planned within the grace, or not planned because its holder was killed. A disconnect has no use for the new pair.
  const isLastTry = Prisma.sql`(
    status IN ('active', 'frozen') AND ${IS_UNKNOWN_FOR_LONG}
    AND coalesce(next_attempt_at, attempt_at) - attempt_at < make_interval(secs => ${GRACE_MS / 1000}))`
  const claim = db().$queryRaw<Array<{ now: Date; attempt_at: Date }>>`
    WITH claimed AS (
      UPDATE connections
         SET lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}),
             attempt_at = coalesce(attempt_at, now()), attempt_count = attempt_count + 1
       WHERE id = ${id}::uuid AND generation = ${generation} AND refresh_token_sealed IS NOT NULL
         AND status IN ('active', 'frozen', 'disconnecting')
         AND (lease_until IS NULL OR lease_until < now() OR lease_owner = ${heldBy}) AND (next_attempt_at IS NULL OR next_attempt_at <= now())
         AND NOT ${isLastTry}
      RETURNING id, generation, attempt_at
    ), put_off AS (
      UPDATE connections SET next_attempt_at = now() + make_interval(secs => ${TIME_TO_WRITE_SECONDS})
       WHERE id = ${id}::uuid AND generation = ${generation} AND (lease_until IS NULL OR lease_until < now() OR lease_owner = ${heldBy})
         AND ${isLastTry}
    ), entry AS (
      INSERT INTO rotations (id, connection_id, generation, fingerprint, cause)
      SELECT ${rotationId}::uuid, id, generation, ${sha256(refreshToken)}, ${cause} FROM claimed
    )
    SELECT now(), attempt_at, ${DURABLE} FROM claimed`
  const [row] = await claim.catch((error: unknown) => {
    // It stood between a consent and a deletion that waited for each other, and PostgreSQL took it back: nothing was begun.
    if (isRolledBack(error)) return []
    throw error
  })
  if (!row) return null
  const { now: begunAt, attempt_at: firstSentAt } = row
  return { connectionId: id, owner, generation, rotationId, begunAt, firstSentAt, age }
}

/** Notes the outcome of an attempt. */
export async function closeAttempt({ rotationId, age }: Attempt, outcome: string): Promise<void> {
  const durationMs = durationOf({ age })
  await db().rotation.updateMany({ where: { id: rotationId }, data: { finishedAt: new Date(), outcome, durationMs } })
}

/** How long an attempt has taken so far, in milliseconds. */
export function durationOf({ age }: Pick<Attempt, 'age'>): number {
  return Math.round(age())
}

/** True while the holder may still send: after a pause another process may have sent the same token, and its grace may be over. */
export function maySend({ age }: Pick<Attempt, 'age'>): boolean {
  return age() < SEND_WITHIN_MS
}

/**
 * Gives the lease back after a failure and plans the next try. `keepAttempt` says that the refresh token may have been
 * used: its first-sent time stays, and with it the duty to send the same token again within the grace.
 */
export async function releaseLease(
  attempt: Attempt,
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
     WHERE id = ${attempt.connectionId}::uuid AND lease_owner = ${attempt.owner}`
}

/** The columns of a row whose last attempt has ended, one way or the other. */
export const NO_ATTEMPT = {
  leaseOwner: null,
  leaseUntil: null,
  attemptAt: null,
  attemptCount: 0,
  nextAttemptAt: null,
  failure: null,
  failedAt: null,
  failureTraceId: null,
} as const

/**
 * Answers of Qonto itself that rotated nothing: before it looks at the refresh token, or the refusal of it. Any other, a
 * page of HTML included, may hide a rotation.
 */
export const NOTHING_ROTATED: ReadonlySet<string> = new Set([
  'invalid_client',
  'invalid_scope',
  'rate_limited',
  'not_sent',
  'invalid_grant',
])

/** Whether an earlier attempt with this refresh token may have reached Qonto and rotated it. */
export async function wasSentBefore({ connectionId, generation, rotationId }: Attempt): Promise<boolean> {
  const unknown = [{ outcome: null }, { outcome: { notIn: [...NOTHING_ROTATED] } }]
  const earlier = { connectionId, generation, id: { not: rotationId }, OR: unknown }
  return (await db().rotation.count({ where: earlier })) > 0
}
