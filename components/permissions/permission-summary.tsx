import type { ConnectAction } from '#components/connect-form'
import type { OutcomeAction } from '#components/connection/connection-actions'
import { MissingChoices } from '#components/permissions/missing-choices'
import { isMissing } from '#components/permissions/permission-groups'
import { Icon } from '#components/ui/icon'
import { toneClass } from '#components/ui/tone'
import type { Tense } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { ScopeView } from '#lib/loaders/views'

interface PermissionSummaryProps {
  scopes: ScopeView[]
  connection: string
  connect: ConnectAction
  accept: OutcomeAction
  takeBack: OutcomeAction
  tense: Tense
}

/** How much is granted, or was, in the tense that the verdict allows, and what to do about the rest. */
export function PermissionSummary({ scopes, tense, ...choices }: PermissionSummaryProps) {
  const t = translations('permissions')
  const missing = scopes.filter(isMissing)
  const accepted = missing.filter((scope) => scope.accepted).length
  const open = missing.length - accepted
  const count = scopes.filter((scope) => scope.granted).length
  const money = moneyText(scopes, tense)
  const says =
    tense === 'present'
      ? [
          t('granted', { count }),
          ...(open > 0 || accepted === 0 ? [t('missing', { count: open })] : []),
          ...(accepted > 0 ? [t('accepted', { count: accepted })] : []),
        ]
      : [t(`over.${tense}`, { granted: count })]
  return (
    <div>
      <h2 className="max-w-[34ch] text-xl leading-tight font-semibold tracking-[-0.015em] text-balance sm:text-2xl">
        {says.join(' ')}
      </h2>
      {scopes.length > 0 && (
        <p className={`${toneClass(money.tone)} mt-3 flex items-start gap-2 font-medium text-tone-ink`}>
          <Icon name={money.icon} className="mt-1 size-4" />
          <span>{money.text}</span>
        </p>
      )}
      {tense === 'present' && <p className="mt-1 max-w-prose text-soft">{t('roleNote')}</p>}
      {tense === 'present' && missing.length > 0 && <MissingChoices missing={missing} {...choices} />}
    </div>
  )
}

/** Whether what is granted can move money, or could before it was over. */
function moneyText(scopes: ScopeView[], tense: Tense) {
  const t = translations('permissions')
  const granted = scopes.filter((scope) => scope.granted)
  const known = granted.filter(({ effect }) => effect === 'moves_money').length
  const unknown = granted.filter(({ effect }) => effect === 'unknown').length
  const when = tense === 'present' ? 'now' : 'before'
  const loud = { tone: tense === 'present' ? 'attention' : 'quiet', icon: 'alert' } as const
  if (known > 0) return { ...loud, text: t(`moneySome.${when}`, { count: known }) }
  if (unknown > 0) return { ...loud, text: t(`moneyUnknown.${when}`, { count: unknown }) }
  const calm =
    tense === 'present' ? ({ tone: 'good', icon: 'check' } as const) : ({ tone: 'quiet', icon: 'minus' } as const)
  return { ...calm, text: t(`moneyNone.${when}`) }
}
