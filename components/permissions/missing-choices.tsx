import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { ActionForm } from '#components/connection/action-form'
import type { OutcomeAction } from '#components/connection/connection-actions'
import { withoutMoney } from '#components/permissions/permission-groups'
import { translations } from '#i18n/server'
import type { ScopeView } from '#lib/loaders/views'

interface MissingChoicesProps {
  missing: ScopeView[]
  connection: string
  connect: ConnectAction
  accept: OutcomeAction
  takeBack: OutcomeAction
}

/** What a person can do about everything that is missing at once: ask for it, or be content without it. */
export function MissingChoices({ missing, connection, connect, accept, takeBack }: MissingChoicesProps) {
  const t = translations('permissions')
  const open = missing.filter((scope) => !scope.accepted).map(({ scope }) => scope)
  const harmless = withoutMoney(open)
  const isAccepted = open.length < missing.length
  const back = { action: takeBack, label: t('takeBack') }
  const { action, label } = open.length > 0 ? { action: accept, label: t('fine') } : back
  const shared = { connection, pending: t('accepting'), variant: 'secondary' } as const
  return (
    <div className="no-print mt-5">
      <div className="flex flex-wrap items-start gap-3">
        {harmless.length > 1 && (
          <ConnectForm
            {...{ action: connect, intent: 'allow-more', connection, scopes: harmless }}
            pending={t('allowing')}
          >
            {t(harmless.length < open.length ? 'allowHarmless' : 'allowAll')}
          </ConnectForm>
        )}
        {/* The same button before and after, so that it keeps the focus and says how it went. */}
        <ActionForm {...shared} action={action} label={label} scopes={open} />
        {open.length > 0 && isAccepted && <ActionForm {...shared} {...back} />}
      </div>
      <p className="mt-3 max-w-prose text-sm text-soft">
        {open.length === 0 ? t('takeBackMeaning') : t('fineMeaning')}
        {harmless.length < open.length && <span> {t('oneByOne')}</span>}
      </p>
    </div>
  )
}
