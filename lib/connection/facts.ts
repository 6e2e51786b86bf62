import 'server-only'
import { isOfOtherClient } from '#lib/connection/other-client'
import type { ConnectionFacts } from '#lib/connection/verdict'
import type { Connection } from '#lib/generated/prisma/client'
import { databaseOrigin, knownOrigin } from '#lib/keys/database-identity'
import { keyState, knownKeyState } from '#lib/keys/key-check'
import { canRenew, holdsTokens, openToken } from '#lib/keys/sealed-store'

/**
 * Finds out what is true of all rows alike: whether this database is a copy, and whether the key ring is the right one.
 * Pages ask before they tell facts, because the jobs may run in another process.
 */
export async function askCommonFacts(): Promise<void> {
  await Promise.all([databaseOrigin(), keyState()])
}

/** The facts of a row for the verdict: which tokens there are and whether they can be opened, never the tokens. */
export function factsOf(row: Connection): ConnectionFacts {
  return {
    copied: knownOrigin() === 'copied',
    otherApp: isOfOtherClient(row),
    canRenew: canRenew(row),
    holdsTokens: holdsTokens(row),
    readable: !holdsTokens(row) || isReadable(row),
    status: row.status,
    verified: row.verified,
    requestedScopes: row.requestedScopes,
    grantedScopes: row.grantedScopes,
    organizationId: row.organizationId,
    organizationConfirmed: row.organizationConfirmed,
    accessExpiresAt: row.accessExpiresAt,
    refreshIssuedAt: row.refreshIssuedAt,
    grantedAt: row.grantedAt,
    provenAt: row.provenAt,
    failure: row.failure,
    failedAt: row.failedAt,
    failureTraceId: row.failureTraceId,
    otherOwnerAt: row.otherOwnerAt,
    attemptAt: row.attemptAt,
    nextAttemptAt: row.nextAttemptAt,
    disconnectRequestedAt: row.disconnectRequestedAt,
    disconnectedAt: row.disconnectedAt,
  }
}

/** While the ring as a whole is wrong, a token that it happens to open cannot be renewed either. */
function isReadable(row: Connection): boolean {
  const columns = ['accessTokenSealed', 'refreshTokenSealed'] as const
  return knownKeyState() === 'ready' && columns.every((column) => openToken(row, column).kind !== 'locked')
}
