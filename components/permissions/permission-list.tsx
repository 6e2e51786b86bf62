import type { ConnectAction } from '#components/connect-form'
import { groupByArea, movesMoney } from '#components/permissions/permission-groups'
import { PermissionRow } from '#components/permissions/permission-row'
import { EmptyState } from '#components/ui/empty-state'
import { Icon } from '#components/ui/icon'
import { Section } from '#components/ui/section'
import { toneClass } from '#components/ui/tone'
import { areaKey } from '#i18n/open-keys'
import { getTranslations } from '#i18n/server'
import type { ScopeView } from '#lib/loaders/views'

interface PermissionListProps {
  scopes: ScopeView[]
  connection: string
  connect: ConnectAction
}

/** What moves money stands first and apart; everything else follows by area. */
export async function PermissionList({ scopes, connection, connect }: PermissionListProps) {
  const t = await getTranslations('permissions')
  if (scopes.length === 0) return <EmptyState title={t('noneTitle')}>{t('none')}</EmptyState>
  const known = scopes.every((scope) => scope.known)
  const money = scopes.filter(movesMoney)
  const granted = money.filter((scope) => scope.granted).length
  const groups = groupByArea(scopes.filter((scope) => !movesMoney(scope)))
  const rows = (members: ScopeView[]) => (
    <ul>
      {members.map((scope) => (
        <PermissionRow key={scope.scope} scope={scope} connection={connection} connect={connect} />
      ))}
    </ul>
  )
  return (
    <>
      {money.length > 0 ? (
        <Section
          id="money"
          title={t('money')}
          lead={granted > 0 ? t('moneySome', { count: granted }) : t(known ? 'moneyNone' : 'moneyUnknown')}
        >
          {rows(money)}
        </Section>
      ) : (
        <p
          className={`${toneClass(known ? 'good' : 'attention')} -mt-4 flex items-start gap-2 font-medium text-tone-ink`}
        >
          <Icon name={known ? 'check' : 'alert'} className="mt-1 size-4" />
          {t(known ? 'moneyNone' : 'moneyUnknown')}
        </p>
      )}
      {groups.map(({ area, scopes: members }) => (
        <Section key={area} id={`area-${area}`} title={t(`areas.${areaKey(area) ?? 'other'}`)}>
          {rows(members)}
        </Section>
      ))}
    </>
  )
}
