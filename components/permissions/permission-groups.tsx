import type { ScopeView } from '#lib/loaders/views'

export interface PermissionGroup {
  area: string
  scopes: ScopeView[]
}

const BY_EFFECT: Record<ScopeView['effect'], number> = { technical: 0, read: 1, write: 2, moves_money: 3 }

/** By area, in the order in which the areas come; within one, reading before changing. */
export function groupByArea(scopes: ScopeView[]): PermissionGroup[] {
  const areas = Map.groupBy(scopes, (scope) => scope.area)
  return [...areas].map(([area, members]) => ({
    area,
    scopes: members.toSorted((one, other) => BY_EFFECT[one.effect] - BY_EFFECT[other.effect]),
  }))
}

export const isMissing = (scope: ScopeView) => scope.requested && !scope.granted
export const movesMoney = (scope: ScopeView) => scope.effect === 'moves_money'
