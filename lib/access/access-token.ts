import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { decide, type TokenResult, type TokenRow, type Wish } from '#lib/access/decide'
import type { RefreshCause } from '#lib/access/lease'
import { refresh } from '#lib/access/refresh'
import { verifyNewPair } from '#lib/access/verify-new-pair'
import { CONFIGURATION_FAILURES, type TokenRefusal } from '#lib/connection/failures'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { log } from '#lib/log'
import { fail } from '#lib/result'

export interface AccessTokenOptions extends Partial<Wish> {
  /** Why a refresh is made: `expiry`, `check`, `disconnect`, `keep_alive`. */
  cause?: RefreshCause
  /** The row of this connection, when it was read for this very caller. */
  read?: JustRead
}

/** A row, and what time it was when it was read: by the database's clock, and by ours. */
export interface JustRead {
  row: TokenRow
  now: Date
  asOf: number
}

/** Refresh ahead of expiry, because 200 answers 401 in an hour throttle our address (Qonto, "Rate limits"). */
const DEFAULT_MIN_TTL_S = 300
const WAIT_FOR_WINNER_MS = 6_000
/** A caller may take half a minute to send the rest of its request: much can have been paused and ended meanwhile. */
const READ_AGAIN_AFTER_MS = 1_000

interface InFlight {
  result: TokenResult
  /** The state of affairs at this moment is what it tells. */
  asOf: number
}

const inFlightByKey = new Map<string, Promise<InFlight>>()

/**
 * A usable access token of a connection, or the reason why there is none.
 * One caller refreshes; every other one, in this process or another, waits for the outcome and reads again. A caller
 * never sees "reconnect" because it lost a race. Callers of one process who want the same share one in-flight request, waiting
 * included: a thousand that poll for themselves keep the database busy instead of the winner.
 */
export async function accessToken(connectionId: string, options: AccessTokenOptions = {}): Promise<TokenResult> {
  const askedAt = performance.now()
  const known = answerOf(options, askedAt)
  if (known) return answered(known, connectionId)
  const key = `${connectionId} ${options.minTtl} ${options.refusedGeneration} ${options.toCompare}`
  for (;;) {
    const { result, asOf } = await (inFlightByKey.get(key) ?? start(key, connectionId, options))
    // A read that had begun before we asked may have missed a disconnect or a pause since then.
    if (asOf >= askedAt) return result
  }
}

/** What the row of the caller answers; null when there is none, or something must be done first. */
function answerOf(
  { read, minTtl = DEFAULT_MIN_TTL_S, ...wish }: AccessTokenOptions,
  askedAt: number,
): TokenResult | null {
  if (!read || askedAt - read.asOf > READ_AGAIN_AFTER_MS) return null
  const decision = decide(read.row, read.now, { minTtl, ...wish })
  return decision.kind === 'answer' ? decision.result : null
}

function start(key: string, connectionId: string, options: AccessTokenOptions): Promise<InFlight> {
  const running = obtain(connectionId, options).finally(() => inFlightByKey.delete(key))
  inFlightByKey.set(key, running)
  return running
}

async function obtain(
  connectionId: string,
  { minTtl = DEFAULT_MIN_TTL_S, cause = 'expiry', ...wish }: AccessTokenOptions,
): Promise<InFlight> {
  const deadline = performance.now() + WAIT_FOR_WINNER_MS
  let mayVerify = true
  let wasRotated = false
  let first: bigint | undefined
  for (;;) {
    const asOf = performance.now()
    const { row, now } = await load(connectionId)
    first ??= row?.generation
    // What has come since we asked is as fresh as it gets: of a Qonto whose tokens live for a minute no other can be had.
    const decision = decide(row, now, { ...wish, minTtl: row?.generation === first ? minTtl : 0 })
    if (decision.kind === 'answer') return { result: answered(decision.result, connectionId), asOf }
    if (decision.kind === 'verify') {
      if (!mayVerify) return refuse('later')
      mayVerify = false
      await verifyNewPair(decision.row)
      continue
    }
    // One that we got a moment ago has run out already: Qonto's tokens are shorter than the way to it.
    if (wasRotated && performance.now() > deadline) return refuse('later')
    const outcome = await refresh(decision.row, cause)
    if (outcome === 'locked') logLocked(connectionId)
    if (outcome === 'operator' || outcome === 'locked') return refuse(outcome)
    if (outcome === 'later') return refuse('later')
    // The outcome is read before the deadline is checked, however long the refresh took.
    wasRotated ||= outcome === 'rotated'
    if (outcome === 'rotated') continue
    if (performance.now() + backOff(decision.row, now) > deadline) return refuse(reasonOf(decision.row))
    // Another caller refreshes, or has: a refusal is believed only when the row says so.
    if (outcome === 'elsewhere') await wait(20 + Math.random() * 30)
  }
}

function answered(result: TokenResult, connectionId: string): TokenResult {
  if (!result.ok && result.reason === 'locked') logLocked(connectionId)
  return result
}

/** This does not pass by itself: a key is missing, or the stored value was changed. */
function logLocked(connectionId: string): void {
  log.error('stored_token_unreadable', { connectionId })
}

const refuse = (reason: TokenRefusal): InFlight => ({ result: fail(reason), asOf: performance.now() })

/** What the last try had come to, while the next one is not due. */
function reasonOf({ failure }: Connection): TokenRefusal {
  return CONFIGURATION_FAILURES.has(failure ?? '') ? 'operator' : 'later'
}

/** How long the next try must wait, in milliseconds. */
function backOff({ nextAttemptAt }: Connection, now: Date): number {
  return nextAttemptAt === null ? 0 : Math.max(0, nextAttemptAt.getTime() - now.getTime())
}

async function load(id: string): Promise<{ row: Connection | null; now: Date }> {
  const [row, now] = await Promise.all([db().connection.findUnique({ where: { id } }), databaseNow()])
  return { row, now }
}
