import type { ConnectAction } from '#components/connect-form'
import { groupByArea, mayMoveMoney } from '#components/permissions/permission-groups'
import { PermissionRow } from '#components/permissions/permission-row'
import { EmptyState } from '#components/ui/empty-state'
import { Icon } from '#components/ui/icon'
import { Section } from '#components/ui/section'
import { toneClass } from '#components/ui/tone'
import type { Tense } from '#components/verdict/verdict-tone'
import { areaKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { ScopeUses, ScopeView } from '#lib/loaders/views'

interface PermissionListProps {
  scopes: ScopeView[]
  connection: string
  connect: ConnectAction
  tense: Tense
  uses: ScopeUses
}

/** What moves money, or may, stands first and apart; everything else follows by area. */
export function PermissionList({ scopes, uses, ...shared }: PermissionListProps) {
  const t = translations('permissions')
  const { tense } = shared
  if (scopes.length === 0) return <EmptyState title={t('noneTitle')}>{t('none')}</EmptyState>
  const money = scopes.filter(mayMoveMoney)
  const groups = groupByArea(scopes.filter((scope) => !mayMoveMoney(scope)))
  const rows = (members: ScopeView[]) => (
    <ul>
      {members.map((scope) => (
        <PermissionRow key={scope.scope} scope={scope} uses={uses} {...shared} />
      ))}
    </ul>
  )
  const says = moneyText(money, tense)
  return (
    <>
      {money.length > 0 ? (
        <Section id="money" title={t(money.every((scope) => scope.known) ? 'money' : 'moneyMaybe')} lead={says}>
          {rows(money)}
        </Section>
      ) : (
        <p
          className={`${toneClass(tense === 'present' ? 'good' : 'quiet')} -mt-4 flex items-start gap-2 font-medium text-tone-ink`}
        >
          <Icon name={tense === 'present' ? 'check' : 'minus'} className="mt-1 size-4" />
          <span>{says}</span>
        </p>
      )}
      {groups.map(({ area, scopes: members }) => (
        <Section key={area} id={`area-${area}`} title={t(`areas.${areaKey(area) ?? 'other'}`)}>
          {rows(members)}
        </Section>
      ))}
      {uses !== null && <p className="mt-6 max-w-prose text-soft">{t('usedMeaning')}</p>}
    </>
  )
}

/** Whether what is granted can move money, or could before it was over. */
function moneyText(money: ScopeView[], tense: Tense): string {
  const t = translations('permissions')
  const granted = money.filter((scope) => scope.granted)
  const known = granted.filter((scope) => scope.known).length
  const when = tense === 'present' ? 'now' : 'before'
  if (granted.length === 0) return t(`moneyNone.${when}`)
  return known > 0 ? t(`moneySome.${when}`, { count: known }) : t(`moneyUnknown.${when}`)
}
