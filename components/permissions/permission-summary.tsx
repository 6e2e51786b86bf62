import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { isMissing, withoutMoney } from '#components/permissions/permission-groups'
import type { Tense } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { ScopeView } from '#lib/loaders/views'

interface PermissionSummaryProps {
  scopes: ScopeView[]
  connection: string
  connect: ConnectAction
  tense: Tense
}

/** How much is granted, or was, in the tense that the verdict allows. */
export function PermissionSummary({ scopes, connection, connect, tense }: PermissionSummaryProps) {
  const t = translations('permissions')
  const missing = scopes.filter(isMissing).map((scope) => scope.scope)
  const harmless = withoutMoney(missing)
  const granted = scopes.filter((scope) => scope.granted).length
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-5">
      <div>
        <h2 className="max-w-[30ch] text-2xl leading-tight font-semibold tracking-[-0.02em] text-balance sm:text-[2rem]">
          {tense === 'present' ? t('summary', { granted, missing: missing.length }) : t(`over.${tense}`, { granted })}
        </h2>
        {tense === 'present' && <p className="mt-2 max-w-prose text-soft">{t('roleNote')}</p>}
      </div>
      {tense === 'present' && harmless.length > 1 && (
        <ConnectForm
          action={connect}
          intent="allow-more"
          connection={connection}
          scopes={harmless}
          pending={t('allowing')}
        >
          {t(harmless.length < missing.length ? 'allowHarmless' : 'allowAll')}
        </ConnectForm>
      )}
    </div>
  )
}
