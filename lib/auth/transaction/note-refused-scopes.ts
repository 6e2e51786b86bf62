import 'server-only'
import { noteRefused } from '#lib/auth/transaction/transaction-store'
import { personOf, visibleConnection } from '#lib/connection/principal'
import type { AuthorizationTransaction } from '#lib/consent/find-connection'
import { db } from '#lib/db'

/** Without these there is no identity to sign in, and no connection that lasts. */
const NEEDED: ReadonlySet<string> = new Set(['openid', 'offline_access'])

/**
 * Notes on a transaction that Qonto refused with `invalid_scope` what the next try leaves out. Answers false when there is
 * nothing left to leave out. Each try asks for less than the one before, so this ends.
 */
export async function noteRefusedScopes(
  transaction: AuthorizationTransaction,
  response: URLSearchParams,
): Promise<boolean> {
  const granted = await grantedBefore(transaction)
  const leftOut = whatToLeaveOut(transaction.scopes, response, granted)
  if (leftOut.length === 0) return false
  await noteRefused(transaction.id, [...new Set([...transaction.refusedScopes, ...leftOut])])
  return true
}

/**
 * The scopes that Qonto names; when it names none that we asked for, those that it has never granted; when it has granted
 * all or nothing, everything that can be done without.
 */
export function whatToLeaveOut(asked: string[], response: URLSearchParams, granted: string[]): string[] {
  const text = `${response.get('error_description') ?? ''} ${response.get('error_hint') ?? ''} ${response.get('scope') ?? ''}`
  // Words of the description; a full stop may end one, and stands inside the names of scopes.
  const words = new Set(text.split(/[^\w.]+/).map((word) => word.replace(/\.+$/, '')))
  const named = asked.filter((scope) => scope !== 'openid' && words.has(scope))
  // An answer that names everything names nothing.
  if (named.length > 0 && named.length < asked.length - 1) return named
  const optional = asked.filter((scope) => !NEEDED.has(scope))
  const never = optional.filter((scope) => !granted.includes(scope))
  return never.length > 0 ? never : optional
}

async function grantedBefore({ connectionId, userId }: AuthorizationTransaction): Promise<string[]> {
  if (connectionId === null || userId === null) return []
  const row = await db().connection.findFirst({
    where: visibleConnection(personOf(userId), connectionId),
    select: { grantedScopes: true },
  })
  return row?.grantedScopes ?? []
}
