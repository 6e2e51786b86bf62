import 'server-only'
import type { FactsRow } from '#lib/connection/listed-row'
import type { ConnectionFacts } from '#lib/connection/verdict'
import { knownOrigin, learnOrigin } from '#lib/keys/database-identity'
import { keyState, knownKeyState } from '#lib/keys/key-check'
import { canOpenPair, canRenew, holdsTokens } from '#lib/keys/sealed-store'
import { isOfOtherClient } from '#lib/qonto/endpoints'

/**
 * Learns what is true of all rows alike: whether this database is a copy, and whether the key ring is the right one.
 * Pages do so before they tell facts, because the jobs may run in another process.
 * @param copied what `isCopied` has answered
 */
export async function learnCommonFacts(copied: boolean): Promise<void> {
  learnOrigin(copied)
  await keyState()
}

/** The facts of a row for the verdict: which tokens there are and whether they can be opened, never the tokens. */
export function factsOf(row: FactsRow): ConnectionFacts {
  return {
    copied: knownOrigin() === 'copied',
    otherApp: isOfOtherClient(row),
    canRenew: canRenew(row),
    holdsTokens: holdsTokens(row),
    // While the ring as a whole is wrong, a token that it happens to open cannot be renewed either.
    readable: !holdsTokens(row) || (knownKeyState() === 'ready' && canOpenPair(row)),
    status: row.status,
    verified: row.verified,
    requestedScopes: row.requestedScopes,
    grantedScopes: row.grantedScopes,
    acceptedScopes: row.acceptedScopes,
    organizationId: row.organizationId,
    organizationConfirmed: row.organizationConfirmed,
    // Each has one connection of a person: the second one keeps the name without the id.
    organizationTaken: row.organizationId === null && row.organizationName !== null,
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
