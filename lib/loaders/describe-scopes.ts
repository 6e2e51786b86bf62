import type { ScopeView } from '#lib/loaders/views'
import { SCOPE_CATALOGUE } from '#lib/qonto/scope-catalogue'

/** Requested and granted scopes as the pages show them: requested ones first, then what was granted without being asked for. */
export function describeScopes(requested: string[], granted: string[]): ScopeView[] {
  return [...new Set([...requested, ...granted])].map((scope) => {
    const entry = SCOPE_CATALOGUE.get(scope)
    return {
      scope,
      area: entry?.area ?? 'other',
      effect: entry?.effect ?? 'unknown',
      known: entry !== undefined,
      sensitive: entry?.sensitive ?? false,
      requested: requested.includes(scope),
      granted: granted.includes(scope),
    }
  })
}
