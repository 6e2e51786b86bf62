import { groupByArea, mayMoveMoney } from '#components/permissions/permission-groups'
import { permissionText } from '#components/permissions/permission-text'
import { Icon } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import { areaKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { ScopeView } from '#lib/loaders/views'

/** What the dashboard will ask for, and why, before anybody goes to Qonto. */
export function AskedScopes({ scopes }: { scopes: ScopeView[] }) {
  const t = translations('start')
  const permissions = translations('permissions')
  const money = scopes.some((scope) => scope.effect === 'moves_money')
  const unknown = scopes.some((scope) => !scope.known)
  const calm = !money && !unknown
  return (
    <section aria-labelledby="asked" className="rounded-lg border border-hairline bg-sheet px-5 py-6 sm:px-8 sm:py-8">
      <h2 id="asked" className="text-lg font-semibold">
        {t('asked')}
      </h2>
      <p className="mt-1 text-soft">{t('askedNote')}</p>
      {groupByArea(scopes).map(({ area, scopes: members }) => (
        <div key={area} className="mt-6">
          <h3 className="label">{permissions(`areas.${areaKey(area) ?? 'other'}`)}</h3>
          <ul className="mt-1">
            {members.map((scope) => (
              <AskedScope key={scope.scope} scope={scope} />
            ))}
          </ul>
        </div>
      ))}
      <p className={`${calm ? 'tone-good' : 'tone-attention'} mt-6 flex items-start gap-2 font-medium text-tone-ink`}>
        <Icon name={calm ? 'check' : 'alert'} className="mt-1 size-4" />
        {t(money ? 'movesMoneySome' : unknown ? 'movesMoneyUnknown' : 'movesMoneyNone')}
      </p>
    </section>
  )
}

function AskedScope({ scope }: { scope: ScopeView }) {
  const t = translations('permissions.effects')
  const { title, meaning } = permissionText(scope)
  return (
    <li className="border-t border-hairline py-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium [overflow-wrap:anywhere]">
        {title}
        {mayMoveMoney(scope) && (
          <Tag tone="attention" icon="alert">
            {t(scope.effect)}
          </Tag>
        )}
      </p>
      <p className="text-[0.9375rem] text-soft">{meaning}</p>
    </li>
  )
}
