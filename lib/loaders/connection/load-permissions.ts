import 'server-only'
import { db, reading } from '#lib/db'
import { type OwnConnection, ownConnection } from '#lib/loaders/connection/own-connection'
import { summarize } from '#lib/loaders/connection/summarize'
import { describeScopes } from '#lib/loaders/describe-scopes'
import type { PermissionsView, ScopeUses } from '#lib/loaders/views'
import { shownRaw } from '#lib/text/foreign-text'

/** What a connection may do: asked for, granted, missing, and used by programs. */
export async function loadPermissions(id: string): Promise<PermissionsView> {
  const row = await ownConnection(id)
  return {
    connection: summarize(row),
    uses: await usesOf(row),
    scopes: describeScopes(row.requestedScopes, row.grantedScopes, row),
    grantedString: shownRaw(row.grantedScopes.join(' ')),
  }
}

async function usesOf({ id, keys }: OwnConnection): Promise<ScopeUses> {
  const where = { connectionId: id }
  const used = await reading(db().apiKeyUse.groupBy({ by: ['needed'], where, _max: { lastAt: true } }))
  if (used.length === 0 && keys.length === 0) return null
  return Object.fromEntries(used.flatMap(({ needed, _max: { lastAt } }) => (lastAt === null ? [] : [[needed, lastAt]])))
}
