import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { isMissing, movesMoney } from '#components/permissions/permission-groups'
import { getTranslations } from '#i18n/server'
import type { ScopeView } from '#lib/loaders/views'

interface PermissionSummaryProps {
  scopes: ScopeView[]
  connection: string
  connect: ConnectAction
}

export async function PermissionSummary({ scopes, connection, connect }: PermissionSummaryProps) {
  const t = await getTranslations('permissions')
  const missing = scopes.filter(isMissing)
  // What moves money is allowed one by one, each by its own button.
  const together = missing.filter((scope) => !movesMoney(scope)).map((scope) => scope.scope)
  const granted = scopes.filter((scope) => scope.granted).length
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-5">
      <div>
        <h2 className="max-w-[30ch] text-2xl leading-tight font-semibold tracking-[-0.02em] text-balance sm:text-[2rem]">
          {t('summary', { granted, missing: missing.length })}
        </h2>
        <p className="mt-2 max-w-prose text-soft">{t('roleNote')}</p>
      </div>
      {together.length > 1 && (
        <ConnectForm
          action={connect}
          intent="allow-more"
          connection={connection}
          scopes={together}
          pending={t('allowing')}
        >
          {t(together.length < missing.length ? 'allowAllButMoney' : 'allowAll')}
        </ConnectForm>
      )}
    </div>
  )
}
