import type { ScopeView } from '#lib/loaders/views'
import { canMoveMoney } from '#lib/qonto/scope-catalogue'

export interface PermissionGroup {
  area: string
  scopes: ScopeView[]
}

const BY_EFFECT: Record<ScopeView['effect'], number> = { technical: 0, read: 1, write: 2, moves_money: 3, unknown: 4 }

/** By area, in the order in which the areas come; within one, reading before changing. */
export function groupByArea(scopes: ScopeView[]): PermissionGroup[] {
  const areas = Map.groupBy(scopes, (scope) => scope.area)
  return [...areas].map(([area, members]) => ({
    area,
    scopes: members.toSorted((one, other) => BY_EFFECT[one.effect] - BY_EFFECT[other.effect]),
  }))
}

export const isMissing = (scope: ScopeView) => scope.requested && !scope.granted
/** An unknown scope counts: whoever cannot say what it does must not call it harmless. */
export const mayMoveMoney = (scope: Pick<ScopeView, 'effect'>) =>
  scope.effect === 'moves_money' || scope.effect === 'unknown'

/** The scopes that may be asked for with one button. What moves money is asked for one by one, on purpose. */
export function withoutMoney(scopes: string[]): string[] {
  return scopes.filter((scope) => !canMoveMoney(scope))
}
