import 'server-only'
import type { TokenRefusal } from '#lib/connection/failures'
import type { Connection } from '#lib/generated/prisma/client'
import { canRenew, type Opened, openToken } from '#lib/keys/sealed-store'
import { isOfOtherClient } from '#lib/qonto/endpoints'
import { fail, ok, type Result } from '#lib/result'

export interface UsableToken {
  token: string
  generation: bigint
  expiresAt: Date
}

/** What of a connection says whether it has a token to hand out. */
export type TokenRow = Pick<
  Connection,
  | 'id'
  | 'issuer'
  | 'subject'
  | 'clientId'
  | 'status'
  | 'otherOwnerAt'
  | 'generation'
  | 'accessExpiresAt'
  | 'verified'
  | 'accessTokenSealed'
  | 'refreshTokenSealed'
>

export interface Wish {
  /** Seconds that the token must still live. */
  minTtl: number
  /** A token of this generation was refused with 401: renew it even though its time is not over. */
  refusedGeneration?: bigint | undefined
  /** Also while Qonto names another owner than the connection has: the caller compares the owner again. */
  toCompare?: boolean | undefined
}

type Decision<Row> = { kind: 'refresh' | 'verify'; row: Row } | { kind: 'answer'; result: TokenResult }
export type TokenResult = Result<UsableToken, TokenRefusal>

/**
 * What a row that was just read says to somebody who wants a token: here it is, there is none, or what must be done before
 * there is one. The only place that takes an access token out of a row to hand it out.
 */
export function decide<Row extends TokenRow>(row: Row | null, now: Date, wish: Wish): Decision<Row> {
  const refuse = (reason: TokenRefusal): Decision<Row> => ({ kind: 'answer', result: fail(reason) })
  if (row && row.otherOwnerAt !== null && !wish.toCompare) return refuse('other_owner')
  if (!row || row.status === 'disconnecting' || row.status === 'disconnected') return refuse('gone')
  if (row.status === 'frozen') return refuse('paused')
  if (row.status !== 'active' || isOfOtherClient(row)) return refuse('reconnect')
  const { generation, accessExpiresAt, verified } = row
  const expiresAt = accessExpiresAt ?? now
  const isLong = expiresAt.getTime() - now.getTime() > wish.minTtl * 1000
  const opened: Opened =
    isLong && generation !== wish.refusedGeneration ? openToken(row, 'accessTokenSealed') : { kind: 'absent' }
  if (opened.kind === 'locked') return refuse('locked')
  if (opened.kind === 'absent') return canRenew(row) ? { kind: 'refresh', row } : refuse('reconnect')
  return verified
    ? { kind: 'answer', result: ok({ token: opened.token, generation, expiresAt }) }
    : { kind: 'verify', row }
}
