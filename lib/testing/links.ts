import 'server-only'
import { readIdentity } from '#lib/connection/identity/identity'
import type { Connection } from '#lib/generated/prisma/client'
import type { Result } from '#lib/result'

/** The secret in the address that making or rolling a link has answered. */
export function secretIn(made: Result<{ secret: string }, string>): string {
  if (!made.ok) throw new Error(`The link was refused: ${made.reason}`)
  return made.value.secret.replace(/^.*\//, '').replace(/\.ics$/, '')
}

/** Everything that is known about the person of a connection, but the name of the organisation. */
export function personalValues(row: Connection): string[] {
  const identity = readIdentity(row)
  const claims = identity === null || typeof identity === 'string' ? {} : identity.claims
  const { id, userId, organizationId, membershipId, memberName, memberRole, subject, issuer, clientId } = row
  const values = [
    ...[id, userId, organizationId, membershipId, memberName, ...(memberName?.split(' ') ?? []), memberRole],
    ...[subject, issuer, clientId, ...row.grantedScopes, ...Object.values(claims)],
  ]
  return values.filter((value): value is string => typeof value === 'string' && value.length > 3)
}
