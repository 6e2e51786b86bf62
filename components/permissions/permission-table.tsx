import type { ConnectAction } from '#components/connect-form'
import { groupByArea, isMissing } from '#components/permissions/permission-groups'
import { PermissionRow } from '#components/permissions/permission-row'
import { EmptyState } from '#components/ui/empty-state'
import type { Tense } from '#components/verdict/verdict-tone'
import { areaKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { ScopeUses, ScopeView } from '#lib/loaders/views'

interface PermissionTableProps {
  scopes: ScopeView[]
  connection: string
  connect: ConnectAction
  tense: Tense
  uses: ScopeUses
}

/** What is missing stands together, on top; everything else follows by area. */
export function PermissionTable({ scopes, uses, ...shared }: PermissionTableProps) {
  const t = translations('permissions')
  if (scopes.length === 0) return <EmptyState title={t('noneTitle')}>{t('none')}</EmptyState>
  const isPresent = shared.tense === 'present'
  const missing = scopes.filter(isMissing).toSorted((one, other) => Number(one.accepted) - Number(other.accepted))
  const areas = groupByArea(scopes.filter((scope) => !isMissing(scope))).map(({ area, scopes: members }) => ({
    ...{ id: area, title: t(`areas.${areaKey(area) ?? 'other'}`), members },
  }))
  const groups = [
    { id: 'missing', title: t(`groups.${isPresent ? 'missing' : 'wasMissing'}`), members: missing },
    ...areas,
  ]
  return (
    <div>
      <table className="scopes">
        <caption className="sr-only">{t('title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('columns.permission')}</th>
            <th scope="col">{t('columns.asked')}</th>
            <th scope="col">{t(`columns.${isPresent ? 'granted' : 'wasGranted'}`)}</th>
            {uses !== null && <th scope="col">{t('columns.used')}</th>}
          </tr>
        </thead>
        {groups.map(({ id, title, members }) =>
          members.length === 0 ? null : (
            <tbody key={id}>
              <tr>
                <th scope="rowgroup" colSpan={uses === null ? 3 : 4}>
                  {title}
                </th>
              </tr>
              {members.map((scope) => (
                <PermissionRow key={scope.scope} scope={scope} uses={uses} {...shared} />
              ))}
            </tbody>
          ),
        )}
      </table>
      {uses !== null && <p className="mt-4 max-w-prose text-sm text-soft">{t('usedMeaning')}</p>}
    </div>
  )
}
