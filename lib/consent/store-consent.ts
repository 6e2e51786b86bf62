import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { NO_ATTEMPT } from '#lib/access/lease'
import { INVITED } from '#lib/allow-list'
import { recordActivity } from '#lib/connection/activity'
import { factsOf } from '#lib/connection/facts'
import { differencesBetween } from '#lib/connection/identity/compare-claims'
import { readIdentity } from '#lib/connection/identity/identity'
import { state } from '#lib/connection/verdict'
import type { Consent } from '#lib/consent/consent'
import { type AuthorizationTransaction, type FindRefusal, findConnection } from '#lib/consent/find-connection'
import { findSigner, linkIdentity } from '#lib/consent/link-identity'
import { serialize } from '#lib/consent/serialize'
import { isInvited, noteInvited } from '#lib/consent/use-invitation'
import { makeDurable } from '#lib/database/durable'
import { type DatabaseTransaction, db, isRetryable, isUnreachable } from '#lib/db'
import { startDeadline } from '#lib/deadline'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { endingOf, queueRevocation, sealTokens } from '#lib/keys/sealed-store'
import { nameOf } from '#lib/log'
import { endingToken } from '#lib/oauth/revoke-token'
import type { Grant } from '#lib/oauth/types'
import { type Owner, refusalIn } from '#lib/qonto/read-owner'
import { fail, ok, type Result } from '#lib/result'

export interface Connected {
  userId: string
  connectionId: string
  /** The sign-in identity of this user that gave the grant; null when that signs in as no user, or as another one. */
  accountId: string | null
  /** True when the stored grant was richer and stayed; the new one is queued for revocation. */
  kept: boolean
}

export type ConnectRefusal = FindRefusal | 'flow_expired' | 'not_allowed'

/** The commit was sent and its confirmation lost: `mayBeStored` tells later whether it happened. */
export class CommitInDoubt extends Error {
  override name = 'CommitInDoubt'
  readonly code: string
  constructor(cause: unknown) {
    super('Nothing says whether the consent was stored.', { cause })
    this.code = nameOf(cause)
  }
}

const TRIES = 3
/** A database that is away takes seconds to say so, and the callback ends within 8 s: after this no new try begins. */
const BEGIN_WITHIN_MS = 1_000
const LONGEST_PAUSE_MS = 150
/** Longer than a disconnect takes: one that was under way, in another tab or on another replica, may have hit this grant too. */
const RECHECK_AFTER_MS = 60_000

/**
 * Stores a consent: User, Account, Connection and Activity in one serializable transaction, on every sign-in.
 * Returns a refusal without having written anything; throws when the database fails (the caller revokes the grant, and
 * asks `mayBeStored` first after `CommitInDoubt`).
 */
export function connect(consent: Consent): Promise<Result<Connected, ConnectRefusal>> {
  return serialize(() => tryToStore(consent))
}

async function tryToStore(consent: Consent): Promise<Result<Connected, ConnectRefusal>> {
  const patience = startDeadline(BEGIN_WITHIN_MS)
  let isInDoubt = false
  for (let attempt = 1; ; attempt += 1) {
    let isCommitting = false
    const run = async (tx: DatabaseTransaction) => {
      const result = await storeOnce(tx, consent, isInDoubt)
      isCommitting = true
      return result
    }
    try {
      return await db().$transaction(run, { isolationLevel: 'Serializable' })
    } catch (error) {
      isInDoubt ||= isCommitting && !isRetryable(error)
      // Callbacks on two replicas at the same moment: PostgreSQL lets one win and asks the other to look again.
      const mayPass = isRetryable(error) || isUnreachable(error)
      if (attempt === TRIES || !mayPass || patience.signal.aborted) throw isInDoubt ? new CommitInDoubt(error) : error
      // Of different lengths, or they would meet again.
      await wait(Math.random() * LONGEST_PAUSE_MS)
    }
  }
}

/** A commit whose confirmation was lost has happened: done again, it would put its own tokens on the list to be revoked. */
async function storeOnce(
  tx: DatabaseTransaction,
  consent: Consent,
  isInDoubt: boolean,
): Promise<Result<Connected, ConnectRefusal>> {
  await makeDurable(tx)
  const before = isInDoubt ? await storedBefore(tx, consent) : null
  return before ? ok(before) : connectOnce(tx, consent)
}

async function connectOnce(tx: DatabaseTransaction, consent: Consent): Promise<Result<Connected, ConnectRefusal>> {
  const { transaction, grant } = consent
  if (consent.admittedBy === INVITED && !(await isInvited(tx, consent))) return fail('not_allowed')
  const signer = await findSigner(tx, consent)
  if (!signer.ok) return signer
  const { userId, isNew, links } = signer.value
  const found = await findConnection(tx, userId, consent)
  if (!found.ok) return found
  if (isNew) await tx.user.create({ data: { id: userId } })
  if (consent.admittedBy !== null && transaction.intent === 'sign_in')
    await tx.user.update({ where: { id: userId }, data: { admittedBy: consent.admittedBy } })
  if (transaction.invitationId) await noteInvited(tx, transaction.invitationId, userId)
  const accountId = links ? await linkIdentity(tx, userId, consent) : null
  const kept = found.value !== null && transaction.intent === 'sign_in' && isPoorer(grant, found.value, new Date())
  const connectionId =
    kept && found.value ? await keep(tx, consent, found.value) : await store(tx, consent, userId, found.value)
  await tx.transaction.update({
    where: { id: transaction.id },
    data: { outcome: kept ? 'kept' : 'connected', connectionId, userId },
  })
  if (consent.formerSessionId !== null) await tx.session.deleteMany({ where: { id: consent.formerSessionId } })
  return ok({ userId, connectionId, accountId, kept })
}

async function storedBefore(tx: DatabaseTransaction, { transaction, grant }: Consent): Promise<Connected | null> {
  const row = await tx.transaction.findUnique({
    where: { id: transaction.id },
    select: { outcome: true, userId: true, connectionId: true },
  })
  if (!row?.userId || !row.connectionId || (row.outcome !== 'connected' && row.outcome !== 'kept')) return null
  const { userId, connectionId } = row
  const identity = await tx.account.findFirst({
    where: { userId, issuer: grant.claims.iss, subject: grant.claims.sub },
  })
  return { userId, connectionId, accountId: identity?.id ?? null, kept: row.outcome === 'kept' }
}

const WORKING: ReadonlySet<string> = new Set(['ok', 'limited', 'no_renew', 'expiring', 'frozen'])

/** A sign-in must not take away what a working connection has: a scope, or the ability to renew itself. */
function isPoorer(grant: Grant, row: Connection, now: Date): boolean {
  const facts = factsOf(row)
  if (!WORKING.has(state(facts, now).state)) return false
  return (
    facts.grantedScopes.some((scope) => !grant.scopes.includes(scope)) ||
    (facts.canRenew && grant.refreshToken === null)
  )
}

async function keep(
  tx: DatabaseTransaction,
  { transaction, grant, clientId }: Consent,
  row: Connection,
): Promise<string> {
  const token = endingToken(grant)
  if (token !== endingOf(row).token)
    await queueRevocation(tx, {
      environment: row.environment,
      clientId,
      connectionId: row.id,
      token,
      cause: 'poorer_grant',
    })
  // As far as we know it works; the person is here now, and would rather hear at once that it does not.
  await tx.connection.update({ where: { id: row.id }, data: { recheckAt: new Date() } })
  await recordActivity(tx, {
    event: 'grant_kept',
    actor: 'you',
    outcome: 'done',
    userId: row.userId,
    connectionId: row.id,
    details: { scopes: grant.scopes.join(' '), intent: transaction.intent },
  })
  return row.id
}

async function store(
  tx: DatabaseTransaction,
  consent: Consent,
  userId: string,
  row: Connection | null,
): Promise<string> {
  const { transaction, grant } = consent
  const id = row?.id ?? newId()
  const columns = columnsOf(consent, id, row)
  if (row) {
    await queueReplaced(tx, row, grant)
    await tx.connection.update({ where: { id }, data: columns })
  } else {
    await tx.connection.create({ data: { id, userId, environment: transaction.environment, ...columns } })
  }
  const event = row ? 'reconnected' : 'connected'
  await recordActivity(tx, {
    event,
    actor: 'you',
    outcome: 'done',
    userId,
    connectionId: id,
    details: { scopes: grant.scopes.join(' '), intent: transaction.intent },
  })
  return id
}

/**
 * The chain that is being replaced still lives at Qonto until it is revoked. A provider may also hand out again what it
 * has given: the same token is the same chain, and ending it would end the new connection.
 */
async function queueReplaced(tx: DatabaseTransaction, row: Connection, grant: Grant): Promise<void> {
  const ending = endingOf(row)
  if (ending.token !== null && ending.token !== endingToken(grant))
    await queueRevocation(tx, { ...ending, connectionId: row.id, cause: 'replaced' })
}

function columnsOf({ transaction, grant, owner, clientId, grantedAt }: Consent, id: string, row: Connection | null) {
  const { iss: issuer, sub: subject } = grant.claims
  const { organization, membership } = owner
  const chosenScopes = chosenAfter(transaction, row)
  return {
    ...{ clientId, issuer, subject, grantedAt },
    ...sealTokens({ id, issuer, subject }, grant),
    // Paused stays paused; everything else, disconnected included, starts again.
    status: row?.status === 'frozen' ? ('frozen' as const) : ('active' as const),
    generation: (row?.generation ?? 0n) + 1n,
    requestedScopes: [...new Set([...transaction.scopes, ...chosenScopes])],
    chosenScopes,
    grantedScopes: grant.scopes,
    accessExpiresAt: new Date(grantedAt.getTime() + grant.expiresIn * 1000),
    refreshIssuedAt: grant.refreshToken === null ? null : grantedAt,
    checks: checksAgainst(row, grant),
    ...changedClaims(row, grant),
    verified: true,
    provenAt: grantedAt,
    organizationConfirmed: organization.kind === 'read',
    otherOwnerAt: null,
    ...(organization.kind === 'read'
      ? { organizationId: organization.value.id, organizationName: organization.value.name }
      : {}),
    ...(membership.kind === 'read'
      ? { membershipId: membership.value.id, memberName: membership.value.name, memberRole: membership.value.role }
      : {}),
    ...NO_ATTEMPT,
    ...refusedAtOnce(owner, grantedAt),
    recheckAt: new Date(grantedAt.getTime() + RECHECK_AFTER_MS),
    ...{ disconnectSteps: [], disconnectRequestedAt: null, disconnectedAt: null },
  }
}

/** A refresh repeats the claims of its consent, so only a new consent can change them. */
function changedClaims(row: Connection | null, { claims }: Grant) {
  const former = row && readIdentity(row)
  return row === null || former === null || typeof former === 'string'
    ? { claimChanges: [], claimsSince: null }
    : { claimChanges: differencesBetween(former.claims, claims), claimsSince: row.grantedAt }
}

/** Who verified the ID token had no subject to compare with; a connection that is granted again has one. */
function checksAgainst(row: Connection | null, { claims, checks }: Grant) {
  const isSame = row !== null && row.issuer === claims.iss && row.subject === claims.sub
  return checks.map((made) => ({ ...made, ...(made.name === 'subject' && isSame && { outcome: 'passed' }) }))
}

/**
 * What the person has chosen on top of the settings: as the transaction says, and after a plain sign-in, which asks for none of
 * it, as before. What Qonto no longer lets this app ask for is chosen no longer, or it would be refused every time.
 */
function chosenAfter(
  { intent, chosenScopes, refusedScopes }: AuthorizationTransaction,
  row: Connection | null,
): string[] {
  const isAboutRow = intent === 'reconnect' || intent === 'allow_more'
  return isAboutRow ? chosenScopes : (row?.chosenScopes ?? []).filter((scope) => !refusedScopes.includes(scope))
}

/** A grant whose very first use was refused is kept, because that may pass, and is not shown as working until it does. */
function refusedAtOnce(owner: Owner, failedAt: Date) {
  const refusal = refusalIn(owner)
  return refusal && { failure: 'unauthorized', failedAt, failureTraceId: refusal.traceId }
}
