import 'server-only'
import { accessToken } from '#lib/access/access-token'
import type { UsableToken } from '#lib/access/decide'
import { refresh } from '#lib/access/refresh'
import { type ActivityRecord, type Asker, askedBy, recordActivity } from '#lib/connection/activity'
import { type TokenRefusal, UNCONFIRMED_REFUSALS } from '#lib/connection/failures'
import { differenceOf, isWholeOwner, type OwnerDifference } from '#lib/connection/identity/compare-owner'
import { databaseNow } from '#lib/database/now'
import { db, isTaken } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection, ConnectionStatus } from '#lib/generated/prisma/client'
import { canRenew } from '#lib/keys/sealed-store'
import { log } from '#lib/log'
import { ApiError, type ApiFailure, fetchMembership } from '#lib/qonto/api'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { type Owner, readOwner } from '#lib/qonto/read-owner'
import { fail, ok, type Result } from '#lib/result'

/** `other_owner`, of a token: it is accepted, and of another organisation or member than the one that was connected. */
export type CheckRefusal = TokenRefusal | ApiFailure

/**
 * Proves that a connection works by using it, and refreshes what is known about its organisation and member.
 * A 401 is answered with one refresh and one more try, never a loop; a 403 never causes a refresh, because the token was accepted.
 */
export async function check(
  row: Connection,
  asker: Asker | 'system' = 'person',
): Promise<Result<undefined, CheckRefusal>> {
  const startedAt = performance.now()
  // The access token may live although its renewal is refused: then only the renewal can answer the question.
  const refusal = UNCONFIRMED_REFUSALS.some((code) => code === row.failure) ? await renew(row) : null
  if (refusal) return fail(refusal)
  const first = await prove(row)
  const again =
    !first.ok && first.reason.failure === 'unauthorized' && first.reason.used
      ? await prove(row, first.reason.used.generation)
      : first
  // Without renewal there is no second token to try, and the refusal of the first one stands.
  const proof = !again.ok && again.reason.used === null && !canRenew(row) ? first : again
  const durationMs = Math.round(performance.now() - startedAt)
  const by = asker === 'system' ? { actor: asker } : askedBy(asker)
  const record = { event: 'checked', ...by, connectionId: row.id, userId: row.userId, durationMs } as const
  if (proof.ok) {
    const difference = differenceOf(row, proof.value)
    if (difference) return refuseOwner(row, record, difference)
    await storeProof(row, proof.value)
    await recordActivity(db(), { ...record, outcome: 'done' })
    return ok()
  }
  const { failure, traceId, used } = proof.reason
  // Without a token the refresh has already left its own evidence on the row.
  if (used) {
    // A refresh meanwhile has ended the token that was tried: its failure says nothing about the new one.
    const where = { ...stillThis(row), generation: used.generation }
    await db().connection.updateMany({ where, data: { failure, failedAt: new Date(), failureTraceId: traceId } })
    // A 401 answers the question of a recheck; what passes by itself leaves it open.
    if (failure === 'unauthorized') await closeRecheck(row)
  }
  await recordActivity(db(), { ...record, outcome: 'failed', code: failure, traceId })
  return fail(failure)
}

/** Asks about a refused renewal once more, if that is due. Null when it went through. */
async function renew(row: Connection): Promise<TokenRefusal | null> {
  const outcome = await refresh(row, 'check')
  if (outcome === 'rotated') return null
  if (outcome === 'refused') return 'reconnect'
  return outcome === 'elsewhere' ? 'later' : outcome
}

/** What ended meanwhile keeps the words of its end, and a new consent is not told what became of the one before. */
function stillThis({ id, grantedAt }: Connection) {
  return { id, grantedAt, status: { in: ['active', 'frozen'] as ConnectionStatus[] } }
}

const ASK_OWNER_AGAIN_MS = 10 * 60_000
const NO_FAILURE = { failure: null, failedAt: null, failureTraceId: null }

/**
 * Qonto accepts the access, and names another organisation or member than the connection has. That is said, and nothing
 * of it is stored: a merger, a mistake and a token of another person look the same from here. The jobs go on asking.
 */
async function refuseOwner(
  row: Connection,
  record: Pick<ActivityRecord, 'event' | 'actor' | 'details' | 'connectionId' | 'userId' | 'durationMs'>,
  difference: OwnerDifference,
): Promise<Result<never, CheckRefusal>> {
  const now = await databaseNow()
  const recheckAt = new Date(now.getTime() + ASK_OWNER_AGAIN_MS)
  const isOther = { otherOwnerAt: row.otherOwnerAt ?? now, recheckAt, ...NO_FAILURE }
  await db().connection.updateMany({ where: stillThis(row), data: isOther })
  if (row.otherOwnerAt === null) log.warn('other_owner_named', { connectionId: row.id, code: difference })
  // The jobs ask every few minutes: what they find again is in the log already.
  if (record.actor === 'you' || row.otherOwnerAt === null)
    await recordActivity(db(), { ...record, outcome: 'failed', code: difference })
  return fail('other_owner')
}

async function storeProof(row: Connection, owner: Owner): Promise<void> {
  const where = stillThis(row)
  // What was not read is no evidence that it is the same again.
  const isSame = row.otherOwnerAt === null || isWholeOwner(row, owner)
  const proven = isSame ? { provenAt: new Date(), otherOwnerAt: null, ...NO_FAILURE } : NO_FAILURE
  const { organizationId, ...others } = ownerColumns(owner)
  await db()
    .connection.updateMany({ where, data: { ...others, ...proven, ...(organizationId ? { organizationId } : {}) } })
    .catch((error: unknown) => {
      // The person has it already, through another member: this connection works, and stays without a place in the list of organisations.
      if (!isTaken(error)) throw error
      return db().connection.updateMany({ where, data: { ...others, ...proven, organizationConfirmed: false } })
    })
  await closeRecheck(row)
}

/** The recheck was this check. One that was planned after it began stays planned. */
async function closeRecheck(row: Connection): Promise<void> {
  if (row.recheckAt === null) return
  const where = { ...stillThis(row), recheckAt: row.recheckAt }
  await db().connection.updateMany({ where, data: { recheckAt: null } })
}

interface NoProof {
  failure: CheckRefusal
  traceId: string | null
  used: UsableToken | null
}

async function prove(row: Connection, refusedGeneration?: bigint): Promise<Result<Owner, NoProof>> {
  // With the usual margin: five minutes of skew between us and Qonto must not cost an answer 401.
  const token = await accessToken(row.id, {
    cause: 'check',
    toCompare: true,
    ...(refusedGeneration === undefined ? {} : { refusedGeneration }),
  })
  if (!token.ok) return fail({ failure: token.reason, traceId: null, used: null })
  const qonto = qontoEndpoints(settings())
  const bearer = { accessToken: token.value.token, scopes: row.grantedScopes }
  const owner = await readOwner(qonto, bearer)
  for (const reading of [owner.organization, owner.membership])
    if (reading.kind === 'unreadable' && reading.failure !== 'forbidden')
      return fail({ failure: reading.failure as ApiFailure, traceId: reading.traceId, used: token.value })
  if (owner.organization.kind !== 'not_granted' || owner.membership.kind !== 'not_granted') return ok(owner)
  const accepted = await isAccepted(bearer.accessToken)
  return accepted.ok ? ok(owner) : fail({ ...accepted.reason, used: token.value })
}

/** Whether Qonto accepts an access token at all: "you may not see this" (403) is a yes, 401 is a no. */
export async function isAccepted(
  token: string,
): Promise<Result<undefined, { failure: ApiFailure; traceId: string | null }>> {
  try {
    await fetchMembership(qontoEndpoints(settings()), { accessToken: token })
    return ok()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return error.failure === 'forbidden' ? ok() : fail({ failure: error.failure, traceId: error.traceId })
  }
}

/** Names and role as Qonto has them now, of an owner that is the same one. */
function ownerColumns({ organization, membership }: Owner) {
  return {
    ...(organization.kind === 'read'
      ? {
          organizationId: organization.value.id,
          organizationName: organization.value.name,
          organizationConfirmed: true,
        }
      : {}),
    ...(membership.kind === 'read'
      ? { membershipId: membership.value.id, memberName: membership.value.name, memberRole: membership.value.role }
      : {}),
  }
}
