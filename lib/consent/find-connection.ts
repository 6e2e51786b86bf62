import 'server-only'
import { personOf, visibleConnection } from '#lib/connection/principal'
import type { DatabaseTransaction } from '#lib/db'
import type { Connection, Environment, Intent } from '#lib/generated/prisma/client'
import type { Grant } from '#lib/oauth/types'
import type { Owner } from '#lib/qonto/read-owner'
import { fail, ok, type Result } from '#lib/result'

/** One transaction to Qonto as its transaction row remembers it. */
export interface AuthorizationTransaction {
  id: string
  environment: Environment
  intent: Intent
  userId: string | null
  sessionId: string | null
  connectionId: string | null
  scopes: string[]
  /** Those among them that the person chose, now or before; the others are the settings'. */
  chosenScopes: string[]
  /** Left out because Qonto does not let this app ask for them. */
  refusedScopes: string[]
  /** With which the browser came. */
  invitationId?: string | null
}

interface Search {
  transaction: AuthorizationTransaction
  grant: Grant
  owner: Owner
}

/** `other_owner`: another identity, organisation or member came back than the connection was made with. Never stored over it. */
export type FindRefusal = 'account_conflict' | 'provider_unavailable' | 'other_owner'

/**
 * Which connection of this person a new consent belongs to; null for a new one. Found again by organisation and subject,
 * because two people may connect one organisation; else by membership, else by issuer and subject — the last only while the organisation of both is unknown, because one subject
 * may belong to several organisations.
 */
export async function findConnection(
  tx: DatabaseTransaction,
  userId: string,
  search: Search,
): Promise<Result<Connection | null, FindRefusal>> {
  const { transaction, owner } = search
  if (transaction.intent === 'reconnect' || transaction.intent === 'allow_more') return findTarget(tx, userId, search)
  if (owner.organization.kind === 'read') return ok(await byOrganization(tx, userId, search))
  const candidates = await sameIdentity(tx, userId, search)
  if (owner.organization.kind === 'not_granted')
    return ok(candidates.find((row) => row.organizationId === null || isSameMember(row, owner)) ?? null)
  // Granted but not readable in time: with one candidate it is that one, unconfirmed; with several we would be guessing.
  return candidates.length > 1 ? fail('provider_unavailable') : ok(candidates[0] ?? null)
}

/** The connection that was to be reconnected. Another organisation or member coming back never overwrites it. */
async function findTarget(
  tx: DatabaseTransaction,
  userId: string,
  { transaction, grant, owner }: Search,
): Promise<Result<Connection | null, FindRefusal>> {
  const target =
    transaction.connectionId === null
      ? null
      : await tx.connection.findFirst({ where: visibleConnection(personOf(userId), transaction.connectionId) })
  if (!target) return fail('account_conflict')
  // Also when organisation and member could not be read: what was not read is no evidence that it is the same.
  if (target.issuer !== grant.claims.iss || target.subject !== grant.claims.sub) return fail('other_owner')
  const { organization, membership } = owner
  const otherOrganization =
    organization.kind === 'read' && target.organizationId !== null && target.organizationId !== organization.value.id
  const otherMember =
    membership.kind === 'read' && target.membershipId !== null && target.membershipId !== membership.value.id
  if (otherOrganization || otherMember) return fail('other_owner')
  if (organization.kind !== 'read' || target.organizationId !== null) return ok(target)
  const { environment } = transaction
  const namesake = await tx.connection.findFirst({
    where: { userId, environment, organizationId: organization.value.id, subject: target.subject },
    select: { id: true },
  })
  return namesake ? fail('other_owner') : ok(target)
}

async function byOrganization(tx: DatabaseTransaction, userId: string, search: Search): Promise<Connection | null> {
  const { transaction, grant, owner } = search
  const organizationId = owner.organization.kind === 'read' ? owner.organization.value.id : ''
  const { iss: issuer, sub: subject } = grant.claims
  const known = await tx.connection.findFirst({
    where: { userId, environment: transaction.environment, organizationId, issuer, subject },
  })
  if (known) return known
  const unknown = (await sameIdentity(tx, userId, search)).filter((row) => row.organizationId === null)
  return unknown[0] ?? null
}

/** Connections of this person that the same member holds, or, where no member is known, the same subject. */
async function sameIdentity(
  tx: DatabaseTransaction,
  userId: string,
  { transaction, grant, owner }: Search,
): Promise<Connection[]> {
  const rows = await tx.connection.findMany({
    where: { userId, environment: transaction.environment },
    orderBy: { createdAt: 'asc' },
  })
  return rows.filter((row) => {
    if (owner.membership.kind === 'read' && row.membershipId !== null)
      return row.membershipId === owner.membership.value.id
    return row.issuer === grant.claims.iss && row.subject === grant.claims.sub
  })
}

function isSameMember(row: Connection, { membership }: Owner): boolean {
  return membership.kind === 'read' && row.membershipId === membership.value.id
}
