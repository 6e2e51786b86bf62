import 'server-only'
import { acceptsOthers } from '#lib/access/accepts-others'
import { isAccepted } from '#lib/access/check'
import { refresh } from '#lib/access/refresh'
import { db } from '#lib/db'
import { outcome, type StepOutcome } from '#lib/disconnect/receipt'
import { lifeLeft, REFRESH_REASONS, type Readiness } from '#lib/disconnect/steps'
import type { Connection } from '#lib/generated/prisma/client'
import { canRenew } from '#lib/keys/sealed-store'
import { isOfOtherClient } from '#lib/qonto/endpoints'

/** What we asked Qonto to end with, and what it said. */
export interface Endings {
  withdrawn: StepOutcome | null
  revoked: StepOutcome | null
}

/**
 * The proof. What counts as one, whatever came before (docs/decisions/0029):
 *
 * | seen after withdrawing and revoking                          | proven                                           |
 * | ------------------------------------------------------------ | ------------------------------------------------ |
 * | the token endpoint answers `invalid_grant` to a refresh      | yes: only Qonto says that, and of this very chain |
 * | it gives a new pair                                          | no: it lives                                     |
 * | the API accepts the access token                             | no: it lives                                     |
 * | the API refuses it, and there is a refresh token             | as the refresh says: a gateway may refuse all    |
 * | the API refuses it, no refresh token, another token accepted | yes, if one of our endings had been accepted     |
 * | the same, all others refused too                             | no: a gateway refuses all                        |
 * | the same, no other token to ask with                         | yes, if it was accepted before as well, and the withdrawal was not refused |
 * | anything else                                                | no                                               |
 *
 * An answer 200 of the revocation endpoint proves nothing: Hydra gives it for almost everything.
 * @param lease the caller's lease on the connection: a second disconnect must not refresh in between
 */
export async function proveEnded(
  row: Connection,
  { accepted, ended, tokens }: Readiness,
  endings: Endings,
  lease: string,
): Promise<StepOutcome> {
  if (ended) return outcome('probe', 'done', ended)
  const own = tokens.access
  if (own.kind === 'locked') return outcome('probe', 'unconfirmed', 'key_missing')
  if (own.kind !== 'open')
    return canRenew(row) ? proveByRefresh(row, endings, lease) : outcome('probe', 'unconfirmed', 'no_refresh_token')
  const again = await isAccepted(own.token)
  if (again.ok) return outcome('probe', 'unconfirmed', 'still_accepted')
  const { failure, traceId } = again.reason
  // Only when something may have ended it: otherwise every try would renew it.
  if (canRenew(row) && (failure === 'unauthorized' || hasEnded(endings)))
    return proveByRefresh(row, endings, lease, traceId)
  if (failure !== 'unauthorized') return outcome('probe', 'unconfirmed', 'provider_down', traceId)
  // One that has just run out answers 401 whatever became of the revocation. The next try finds that it is over.
  if ((await lifeLeft(row)) <= 0) return outcome('probe', 'unconfirmed', 'no_refresh_token', traceId)
  const isProof = hasEnded(endings) && (await isControlled(row, accepted, endings))
  return isProof ? outcome('probe', 'done', null, traceId) : outcome('probe', 'unconfirmed', 'refuses_all', traceId)
}

/** Without one of these nothing was ended by us, and a refusal has another cause. */
function hasEnded({ withdrawn, revoked }: Endings): boolean {
  return withdrawn?.outcome === 'done' || revoked?.outcome === 'done'
}

/** Whether the refusal can be told from that of a gateway that refuses every request. */
async function isControlled(row: Connection, accepted: boolean, { withdrawn }: Endings): Promise<boolean> {
  const others = await acceptsOthers(row)
  return others === 'yes' || (others === 'nobody' && accepted && withdrawn?.outcome !== 'failed')
}

async function proveByRefresh(
  row: Connection,
  endings: Endings,
  lease: string,
  traceId: string | null = null,
): Promise<StepOutcome> {
  if (isOfOtherClient(row)) return outcome('probe', 'unconfirmed', 'other_app')
  // The back-off of a failed try before must not stand in the way of this one.
  await db().connection.updateMany({
    where: { id: row.id, grantedAt: row.grantedAt, status: 'disconnecting', leaseOwner: lease },
    data: { nextAttemptAt: null },
  })
  const result = await refresh(row, 'disconnect', lease)
  if (result === 'refused') return outcome('probe', 'done', hasEnded(endings) ? null : 'already_ended', traceId)
  return outcome('probe', 'unconfirmed', REFRESH_REASONS[result] ?? 'provider_down', traceId)
}
