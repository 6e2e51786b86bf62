import 'server-only'
import { settings } from '#lib/env'
import { describeScopes } from '#lib/loaders/describe-scopes'
import { loadViewer, type Viewer } from '#lib/loaders/load-viewer'
import type { EnvironmentName, ScopeView } from '#lib/loaders/views'

/** What the start page shows: the scopes that will be asked for, and who is looking. */
export async function loadStart(): Promise<{
  environment: EnvironmentName
  scopes: ScopeView[]
  viewer: Viewer['kind']
}> {
  const { scopes } = settings()
  const { kind, environment } = await loadViewer()
  return { environment, scopes: describeScopes(scopes, []), viewer: kind }
}
