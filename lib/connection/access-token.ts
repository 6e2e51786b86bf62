import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import type { TokenRefusal } from '#lib/connection/failures'
import { type RefreshOutcome, refresh } from '#lib/connection/refresh'
import { canRenew, openToken } from '#lib/connection/store'
import { verifyRotation } from '#lib/connection/verify-rotation'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { fail, ok, type Result } from '#lib/result'

export interface UsableToken {
  token: string
  generation: bigint
  expiresAt: Date
}

export interface AccessTokenOptions {
  /** Seconds that the token must still live. */
  minTtl?: number
  /** A token of this generation was refused with 401: renew it even though its time is not over. */
  refusedGeneration?: bigint
  /** Why a refresh is made, for the ledger: `expiry`, `check`, `disconnect`, `keep_alive`. */
  cause?: string
}

/** Refresh ahead of expiry, because 200 answers 401 in an hour throttle our address (Qonto, "Rate limits"). */
const DEFAULT_MIN_TTL_S = 300
const WAIT_FOR_WINNER_MS = 6_000

const running = new Map<string, Promise<RefreshOutcome>>()

/**
 * A usable access token of a connection, or the reason why there is none.
 * One caller refreshes; every other one, in this process or another, waits for the outcome and reads again. A caller
 * never sees "reconnect" because it lost a race.
 */
export async function accessToken(
  connectionId: string,
  { minTtl = DEFAULT_MIN_TTL_S, refusedGeneration, cause = 'expiry' }: AccessTokenOptions = {},
): Promise<Result<UsableToken, TokenRefusal>> {
  const deadline = performance.now() + WAIT_FOR_WINNER_MS
  let mayVerify = true
  for (;;) {
    const { row, now } = await load(connectionId)
    const judged = judge(row, now, minTtl, refusedGeneration)
    if (judged.kind === 'answer') return judged.result
    if (judged.kind === 'verify') {
      if (!mayVerify) return fail('later')
      mayVerify = false
      await verifyRotation(judged.row)
      continue
    }
    const outcome = await once(connectionId, () => refresh(judged.row, cause))
    if (outcome === 'operator' || outcome === 'locked') return fail(outcome)
    if (outcome === 'later' || performance.now() > deadline) return fail('later')
    // Somebody else is at it, or was: a refusal is believed only when the row says so.
    if (outcome === 'elsewhere') await wait(20 + Math.random() * 30)
  }
}

type Judgement =
  | { kind: 'refresh' | 'verify'; row: Connection }
  | { kind: 'answer'; result: Result<UsableToken, TokenRefusal> }

function judge(row: Connection | null, now: Date, minTtl: number, refusedGeneration: bigint | undefined): Judgement {
  const refuse = (reason: TokenRefusal): Judgement => ({ kind: 'answer', result: fail(reason) })
  if (!row || row.status === 'disconnecting' || row.status === 'disconnected') return refuse('gone')
  if (row.status === 'frozen') return refuse('paused')
  if (row.status !== 'active') return refuse('reconnect')
  const opened = openToken(row, 'accessTokenSealed')
  if (opened.kind === 'locked') return refuse('locked')
  const { generation, accessExpiresAt, verified } = row
  const expiresAt = accessExpiresAt ?? now
  const isLong = opened.kind === 'open' && expiresAt.getTime() - now.getTime() > minTtl * 1000
  const wasRefused = generation === refusedGeneration
  if (isLong && !wasRefused && !verified) return { kind: 'verify', row }
  if (isLong && !wasRefused) return { kind: 'answer', result: ok({ token: opened.token, generation, expiresAt }) }
  return canRenew(row) ? { kind: 'refresh', row } : refuse('reconnect')
}

async function load(id: string): Promise<{ row: Connection | null; now: Date }> {
  const [row, [clock]] = await Promise.all([
    db().connection.findUnique({ where: { id } }),
    db().$queryRaw<Array<{ now: Date }>>`SELECT now()`,
  ])
  return { row, now: clock?.now ?? new Date() }
}

async function once(connectionId: string, start: () => Promise<RefreshOutcome>): Promise<RefreshOutcome> {
  const current = running.get(connectionId)
  if (current) {
    const outcome = await current
    return outcome === 'rotated' ? 'elsewhere' : outcome
  }
  const mine = start().finally(() => running.delete(connectionId))
  running.set(connectionId, mine)
  return mine
}
