import 'server-only'
import { createHmac, hkdfSync } from 'node:crypto'
import type { QueryConfig } from 'pg'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { LIMITS, type LimitName } from '#lib/auth/limits/limit-catalogue'
import { isUnreachable, pool } from '#lib/db'
import { settings } from '#lib/env'
import { log } from '#lib/log'
import { fail, ok, type Result } from '#lib/result'

export interface TooMany {
  /** Seconds until it may be tried again. */
  retryAfter: number
}

/** What is left of the window. */
export interface Left {
  points: number
  ms: number
}

/** Made when first asked for: the settings are not known while modules load. */
const limiters = new Map<LimitName, RateLimiterPostgres>()

/**
 * Counts the uses of a limit, over all replicas, in one statement of PostgreSQL (decision 0023).
 * While the database is away nothing is counted and nothing refused: whatever comes next needs it too, and says so better.
 * @param who the session id or address, by what the limit counts
 * @param uses several that were let through before, and the one that may be refused
 */
export async function throttle(limit: LimitName, who: string, uses = 1): Promise<Result<Left, TooMany>> {
  const key = pseudonym(LIMITS[limit].per, who)
  try {
    const { remainingPoints, msBeforeNext } = await limiterOf(limit).consume(key, uses)
    return ok({ points: remainingPoints, ms: Math.min(msBeforeNext, wholeOf(limit).ms) })
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      // Twice, because clocks that are seconds apart are no reason to count anew.
      if (refusal.msBeforeNext <= 2 * LIMITS[limit].seconds * 1000) return refuse(limit, refusal)
      // Far more is left of the window than it ever had: the clock of another replica is ahead. Begun anew, or nobody would
      // get through until that time has come.
      await limiterOf(limit).delete(key)
      return ok(wholeOf(limit))
    }
    if (isUnreachable(refusal)) return ok(wholeOf(limit))
    throw refusal
  }
}

function wholeOf(limit: LimitName): Left {
  return { points: LIMITS[limit].points, ms: LIMITS[limit].seconds * 1000 }
}

function refuse(limit: LimitName, { msBeforeNext }: RateLimiterRes): Result<Left, TooMany> {
  const retryAfter = Math.max(1, Math.ceil(msBeforeNext / 1000))
  log.warn('too_many_requests', { code: limit, durationMs: msBeforeNext })
  return fail({ retryAfter })
}

function limiterOf(limit: LimitName): RateLimiterPostgres {
  const known = limiters.get(limit)
  if (known) return known
  const { points, seconds } = LIMITS[limit]
  const limiter = new RateLimiterPostgres({
    // Without the name that the library gives its statements: behind PgBouncer in transaction mode the next use may find
    // another connection, which does not know the name.
    storeClient: { query: ({ text, values }: QueryConfig) => pool().query({ text, values: values ?? [] }) },
    // Named, because the library looks at the name of the class.
    storeType: 'pool',
    tableName: 'rate_limits',
    // By a migration; a job deletes what has expired, so no timer of the library is needed.
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: limit,
    points,
    duration: seconds,
  })
  limiters.set(limit, limiter)
  return limiter
}

/** No address is stored: only who has the secret could test a guess, and its changing loses nothing but a minute's counts. */
function pseudonym(kind: string, who: string): string {
  const key = new Uint8Array(hkdfSync('sha256', settings().authSecret, '', 'mooring/rate-limits/v1', 32))
  return createHmac('sha256', key).update(`${kind}:${who}`).digest('base64url')
}
