import 'server-only'
import { knownKeyState } from '#lib/connection/canary'
import { knownOrigin } from '#lib/connection/origin'
import { isOfOtherApp } from '#lib/connection/other-app'
import type { ConnectionFacts } from '#lib/connection/state'
import { canRenew, holdsTokens, openToken } from '#lib/connection/store'
import type { Connection } from '#lib/generated/prisma/client'

/** The facts of a row for the verdict: which tokens there are and whether they can be opened, never the tokens. */
export function factsOf(row: Connection): ConnectionFacts {
  const {
    status,
    requestedScopes,
    grantedScopes,
    organizationId,
    organizationConfirmed,
    accessExpiresAt,
    refreshIssuedAt,
    grantedAt,
  } = row
  const {
    provenAt,
    failure,
    failedAt,
    failureTraceId,
    attemptAt,
    nextAttemptAt,
    disconnectRequestedAt,
    disconnectedAt,
  } = row
  return {
    copied: knownOrigin() === 'copied',
    otherApp: isOfOtherApp(row),
    verified: row.verified,
    ...{
      status,
      requestedScopes,
      grantedScopes,
      organizationId,
      organizationConfirmed,
      accessExpiresAt,
      refreshIssuedAt,
      grantedAt,
    },
    ...{ provenAt, failure, failedAt, failureTraceId, attemptAt, nextAttemptAt, disconnectRequestedAt, disconnectedAt },
    canRenew: canRenew(row),
    holdsTokens: holdsTokens(row),
    readable: !holdsTokens(row) || isReadable(row),
  }
}

/** While the ring as a whole is wrong, a token that it happens to open cannot be renewed either. */
function isReadable(row: Connection): boolean {
  const columns = ['accessTokenSealed', 'refreshTokenSealed'] as const
  return knownKeyState() === 'ready' && columns.every((column) => openToken(row, column).kind !== 'locked')
}
