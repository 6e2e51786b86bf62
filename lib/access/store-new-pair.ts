import 'server-only'
import type { RefreshOutcome } from '#lib/access/lease'
import { type Attempt, closeAttempt, durationOf, NO_ATTEMPT } from '#lib/access/lease'
import { verifyNewPair } from '#lib/access/verify-new-pair'
import { recordActivity } from '#lib/connection/activity'
import { durably } from '#lib/database/durable'
import { retryUntilCommitted } from '#lib/database/retry-until-committed'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { openToken, queueRevocation, sealTokens, type TokenSet } from '#lib/keys/sealed-store'
import { log, nameOf } from '#lib/log'
import { endingToken } from '#lib/oauth/revoke-token'
import type { RefreshAnswer } from '#lib/oauth/types'
import { revokeSoon } from '#lib/revocation/revoke-queued'

/** Before the next refresh when this one brought no access token: the next answer may be no better. */
const WITHOUT_ACCESS_MS = 60_000
/** Of the causes of a refresh, those after which organisation and member are not read at once. */
const CAUSES_TO_ASK: ReadonlySet<string> = new Set(['expiry', 'keep_alive', 'recovery', 'withdrawal'])

/**
 * Stores a new pair before anything else is done with it, on the generation that was claimed. From here until the write
 * has landed the only copy of a live connection is in our memory, so the write is repeated while the database is away,
 * however long: the new refresh token is good for 90 days. The lease gives it the time.
 */
export async function storeNewPair(
  row: Connection,
  attempt: Attempt,
  answer: RefreshAnswer,
  { usedToken, cause }: { usedToken: string; cause: string },
): Promise<RefreshOutcome> {
  const tokens = tokensOf(answer, usedToken)
  const data = { ...sealTokens(row, tokens), ...columnsOf(row, attempt, answer), ...askedAgain(row, attempt, cause) }
  const { count } = await retryUntilCommitted(
    () =>
      durably(
        db().connection.updateMany({
          // Pausing does not stop the write: the old pair is spent. Disconnecting and a new consent raise the generation, and do.
          where: { id: row.id, generation: attempt.generation, status: { in: ['active', 'frozen', 'disconnecting'] } },
          data,
        }),
      ),
    Number.POSITIVE_INFINITY,
  )
  // Zero rows may also mean that our own write had landed and only its confirmation was lost.
  const isOurs = count === 1 || (await retryUntilCommitted(() => holds(row.id, tokens)))
  await retryUntilCommitted(() => closeAttempt(attempt, isOurs ? 'rotated' : 'overtaken'))
  if (!isOurs) return dropOvertaken(row, answer)
  if (answer.odd.length > 0) log.warn('refresh_answer_repaired', { connectionId: row.id, check: answer.odd.join(' ') })
  await verifyNewPair({ ...row, ...data }, { previous: row, tokens, skew: answer.skew })
  // The new pair is stored whatever becomes of its entry in the log, whose person may have been deleted by now.
  await recordRotation(row, attempt, answer).catch((error: unknown) =>
    log.error('activity_not_recorded', { cause: nameOf(error) }),
  )
  return 'rotated'
}

function tokensOf({ accessToken, refreshToken, idToken }: RefreshAnswer, usedToken: string): TokenSet {
  const tokens = { accessToken, refreshToken: refreshToken ?? usedToken }
  return typeof idToken === 'string' ? { ...tokens, idToken } : tokens
}

function columnsOf(row: Connection, attempt: Attempt, answer: RefreshAnswer) {
  const { accessToken, refreshToken, idToken, expiresIn, scopes } = answer
  const inMs = (ms: number) => new Date(attempt.begunAt.getTime() + ms)
  return {
    generation: attempt.generation + 1n,
    accessExpiresAt: inMs(accessToken === null ? 0 : expiresIn * 1000),
    // Without a new refresh token the old one stays, and with it its age.
    ...(refreshToken === null ? {} : { refreshIssuedAt: attempt.begunAt }),
    ...(scopes === null ? {} : { grantedScopes: scopes }),
    // Without a new ID token it stays as certain as it was; one that is no token at all makes it uncertain.
    verified: idToken == null && row.verified,
    ...NO_ATTEMPT,
    ...(accessToken === null
      ? { failure: 'invalid_answer', failedAt: attempt.begunAt, nextAttemptAt: inMs(WITHOUT_ACCESS_MS) }
      : { provenAt: attempt.begunAt }),
  }
}

/**
 * A new pair says who consented, and not for which organisation: the jobs ask that next, except where the caller
 * is about to, or ends it.
 */
function askedAgain(row: Connection, { begunAt }: Attempt, cause: string) {
  const isComparable = row.organizationId !== null || row.membershipId !== null
  return isComparable && CAUSES_TO_ASK.has(cause) ? { recheckAt: row.recheckAt ?? begunAt } : {}
}

/** Compares the tokens, not how they are sealed: they may have been moved to another key since. */
async function holds(id: string, { accessToken, refreshToken }: TokenSet): Promise<boolean> {
  const current = await db().connection.findUnique({ where: { id } })
  const isStored = (column: 'accessTokenSealed' | 'refreshTokenSealed', token: string | null) => {
    const opened = current && openToken(current, column)
    return token === null ? opened?.kind === 'absent' : opened?.kind === 'open' && opened.token === token
  }
  return isStored('accessTokenSealed', accessToken) && isStored('refreshTokenSealed', refreshToken)
}

/** The person disconnected, consented again or deleted the account meanwhile: the received pair is revoked. */
async function dropOvertaken(row: Connection, answer: RefreshAnswer): Promise<RefreshOutcome> {
  const { environment, clientId, id } = row
  const current = await retryUntilCommitted(() =>
    db().connection.findUnique({ where: { id }, select: { grantedAt: true, status: true } }),
  )
  const isInUse = current?.status === 'active' || current?.status === 'frozen'
  // A fork of the same chain must not be revoked while the chain is in use: that would end the winner's tokens too.
  if (isInUse && current.grantedAt.getTime() === row.grantedAt.getTime()) return 'elsewhere'
  const token = endingToken(answer)
  // Of a person who deleted their account no id may come back.
  const connectionId = current === null ? null : id
  await retryUntilCommitted(() =>
    queueRevocation(db(), { environment, clientId, connectionId, token, cause: 'overtaken' }),
  )
  await revokeSoon()
  return 'elsewhere'
}

async function recordRotation(row: Connection, attempt: Attempt, { scopes, odd }: RefreshAnswer): Promise<void> {
  const about = { actor: 'system', outcome: 'done', connectionId: row.id, userId: row.userId } as const
  const details = odd.length > 0 ? { check: odd.join(' ') } : {}
  await recordActivity(db(), { ...about, event: 'refreshed', durationMs: durationOf(attempt), details })
  const isChanged = scopes !== null && [...scopes].sort().join(' ') !== [...row.grantedScopes].sort().join(' ')
  if (isChanged)
    await recordActivity(db(), { ...about, event: 'permissions_changed', details: { scopes: scopes.join(' ') } })
}
