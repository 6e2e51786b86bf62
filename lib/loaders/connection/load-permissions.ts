import 'server-only'
import { shownRaw } from '#lib/foreign-text'
import { ownConnection } from '#lib/loaders/connection/own-connection'
import { summarize } from '#lib/loaders/connection/summarize'
import { describeScopes } from '#lib/loaders/describe-scopes'
import type { PermissionsView } from '#lib/loaders/views'

/** What a connection may do: asked for, granted, missing. */
export async function loadPermissions(id: string): Promise<PermissionsView> {
  const row = await ownConnection(id)
  return {
    connection: summarize(row),
    scopes: describeScopes(row.requestedScopes, row.grantedScopes),
    grantedString: shownRaw(row.grantedScopes.join(' ')),
  }
}
