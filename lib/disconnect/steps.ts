import 'server-only'
import { isAccepted } from '#lib/access/check'
import type { RefreshOutcome } from '#lib/access/lease'
import { refresh } from '#lib/access/refresh'
import { TRANSIENT_FAILURES } from '#lib/connection/failures'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { outcome, type StepOutcome } from '#lib/disconnect/receipt'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { canRenew, type Opened, openEndingToken, openToken } from '#lib/keys/sealed-store'
import { TokenEndpointError } from '#lib/oauth/errors'
import { revokeToken } from '#lib/oauth/revoke-token'
import { ApiError, withdrawConsent } from '#lib/qonto/api'
import { isOfOtherClient, qontoEndpoints } from '#lib/qonto/endpoints'

/** What the first step found: whether the access token was accepted just before, and whether the chain has already ended. */
export interface Readiness {
  step: StepOutcome
  accepted: boolean
  ended: 'already_expired' | 'already_ended' | null
  tokens: OwnTokens
}

/** The tokens of one generation of a connection, opened once for all steps. */
export interface OwnTokens {
  generation: bigint
  /** Absent while its ID token is not verified: it may be another person's. */
  access: Opened
  /** The one whose revocation ends the chain. */
  ending: Opened
}

/** What the receipt says after a refresh that proved nothing; `provider_down` for all others. */
export const REFRESH_REASONS: Partial<Record<RefreshOutcome, string>> = {
  rotated: 'still_accepted',
  locked: 'key_missing',
  operator: 'rejected',
}

/** Longer than all steps together: an access token must not run out between being accepted and being refused. */
const LIVES_LONG_ENOUGH_MS = 60_000

export function openTokens(row: Connection): OwnTokens {
  const access: Opened = row.verified ? openToken(row, 'accessTokenSealed') : { kind: 'absent' }
  return { generation: row.generation, access, ending: openEndingToken(row) }
}

/** How long the access token still lives, in milliseconds; 0 and less: it is over. */
export async function lifeLeft({ accessExpiresAt }: Connection): Promise<number> {
  return accessExpiresAt === null ? 0 : accessExpiresAt.getTime() - (await databaseNow()).getTime()
}

/** An access token that Qonto accepts right now is needed to withdraw the consent, and to prove the end by its refusal. */
export async function refreshIfNeeded(row: Connection): Promise<Readiness> {
  const tokens = openTokens(row)
  const without = (step: StepOutcome, ended: Readiness['ended'] = null) => ({ step, accepted: false, ended, tokens })
  if (!row.verified) return without(outcome('refresh', 'skipped', 'unverified'))
  const { access } = tokens
  if (access.kind === 'locked') return without(outcome('refresh', 'failed', 'key_missing'))
  const left = await lifeLeft(row)
  if (access.kind === 'open' && (canRenew(row) ? left > LIVES_LONG_ENOUGH_MS : left > 0)) {
    const accepted = await isAccepted(access.token)
    if (accepted.ok) return { ...without(outcome('refresh', 'skipped', 'not_needed')), accepted: true }
    if (accepted.reason.failure !== 'unauthorized')
      return without(outcome('refresh', 'failed', 'provider_down', accepted.reason.traceId))
  }
  if (!canRenew(row))
    return without(outcome('refresh', 'skipped', 'no_refresh_token'), left <= 0 ? 'already_expired' : null)
  if (isOfOtherClient(row)) return without(outcome('refresh', 'failed', 'other_app'))
  const result = await refresh(row, 'disconnect')
  if (result === 'refused') return without(outcome('refresh', 'skipped', 'already_ended'), 'already_ended')
  if (result !== 'rotated') return without(outcome('refresh', 'failed', REFRESH_REASONS[result] ?? 'provider_down'))
  const fresh = openTokens(await db().connection.findUniqueOrThrow({ where: { id: row.id } }))
  const accepted = fresh.access.kind === 'open' && (await isAccepted(fresh.access.token)).ok
  return { step: outcome('refresh', 'done'), accepted, ended: null, tokens: fresh }
}

/** `DELETE /v2/oauth2/consents`: the way Qonto gives its users to be disconnected. */
export async function withdraw(row: Connection, { access }: OwnTokens): Promise<StepOutcome> {
  if (!row.grantedScopes.includes('organization.read'))
    return outcome('withdraw_consent', 'skipped', 'scope_not_granted')
  const withdrawn = await askToWithdraw(access)
  // Also after a failure, whose request may have arrived. Before the receipt: the account may be deleted by then.
  await scheduleRechecks(row)
  return withdrawn
}

async function askToWithdraw(access: Opened): Promise<StepOutcome> {
  if (access.kind === 'absent') return outcome('withdraw_consent', 'skipped', 'unverified')
  if (access.kind === 'locked') return outcome('withdraw_consent', 'failed', 'key_missing')
  try {
    const { traceId } = await withdrawConsent(qontoEndpoints(settings()), { accessToken: access.token })
    return outcome('withdraw_consent', 'done', null, traceId)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return outcome(
      'withdraw_consent',
      'failed',
      isTransient(error.failure) ? 'provider_down' : 'rejected',
      error.traceId,
    )
  }
}

/**
 * Withdrawing ends the consents of a membership, and Qonto does not say which: the jobs prove the person's other connections
 * once, and one that the same person made after deleting the account meanwhile.
 */
async function scheduleRechecks({ id, userId, environment, issuer, subject }: Connection): Promise<void> {
  await db().connection.updateMany({
    where: {
      id: { not: id },
      environment,
      // A paused one is proven when it is resumed.
      status: { in: ['active', 'frozen'] },
      OR: [{ userId }, { issuer, subject }],
    },
    data: { recheckAt: new Date() },
  })
}

/** RFC 7009 on the refresh token, always, also as the fall-back of the step before. "Done" means accepted; only the probe proves. */
export async function revokeRefreshToken(row: Connection, { ending }: OwnTokens): Promise<StepOutcome> {
  if (ending.kind === 'absent') return outcome('revoke_token', 'skipped', 'no_refresh_token')
  if (ending.kind === 'locked') return outcome('revoke_token', 'failed', 'key_missing')
  if (isOfOtherClient(row)) return outcome('revoke_token', 'failed', 'other_app')
  try {
    await revokeToken(qontoEndpoints(settings()), ending.token)
    return outcome('revoke_token', 'done')
  } catch (error) {
    if (!(error instanceof TokenEndpointError)) throw error
    return outcome('revoke_token', 'failed', isTransient(error.failure) ? 'provider_down' : 'rejected')
  }
}

/** Hydra reports what collided in its database as an invalid request. */
function isTransient(failure: string): boolean {
  return TRANSIENT_FAILURES.has(failure) || failure === 'invalid_request'
}
