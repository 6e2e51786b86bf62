import type { ScopeView } from '#lib/loaders/views'
import { SCOPE_CATALOGUE } from '#lib/qonto/scope-catalogue'

/** What a connection says beside its scopes. */
interface Known {
  acceptedScopes: string[]
  organizationId: string | null
  organizationName: string | null
  organizationConfirmed: boolean
  membershipId: string | null
  otherOwnerAt: Date | null
}

/** Requested and granted scopes as the pages show them: requested ones first, then what was granted without being asked for. */
export function describeScopes(requested: string[], granted: string[], known?: Known): ScopeView[] {
  return [...new Set([...requested, ...granted])].map((scope) => {
    const entry = SCOPE_CATALOGUE.get(scope)
    const isGranted = granted.includes(scope)
    return {
      scope,
      area: entry?.area ?? 'other',
      effect: entry?.effect ?? 'unknown',
      known: entry !== undefined,
      sensitive: entry?.sensitive ?? false,
      requested: requested.includes(scope),
      granted: isGranted,
      accepted: known?.acceptedScopes.includes(scope) ?? false,
      doubt: isGranted && known ? doubtOf(scope, known) : null,
    }
  })
}

/** Granted is one thing. That it could not be read, and that something else was read, are two others. */
function doubtOf(scope: string, known: Known): ScopeView['doubt'] {
  if (scope !== 'organization.read' && scope !== 'membership.read') return null
  if (known.otherOwnerAt !== null) return 'other_owner'
  if (scope === 'membership.read') return known.membershipId === null ? 'not_read' : null
  if (known.organizationConfirmed) return null
  return known.organizationId === null && known.organizationName !== null ? 'taken' : 'not_read'
}
