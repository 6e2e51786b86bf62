import { ConnectForm, type ConnectIntent } from '#components/connect-form'
import { ActionForm } from '#components/connection/action-form'
import type { ConnectionActions, OutcomeAction } from '#components/connection/connection-actions'
import { withoutMoney } from '#components/permissions/permission-groups'
import { type ButtonVariant, buttonClass } from '#components/ui/form/button-class'
import { isCalm } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { NextAction, Verdict } from '#lib/connection/types'

type Way =
  | { kind: 'qonto'; intent: ConnectIntent; withConnection: boolean }
  | { kind: 'here'; run: keyof Omit<ConnectionActions, 'connect'> }
  | { kind: 'setup' }

const WAYS: Record<NextAction, Way> = {
  connect: { kind: 'qonto', intent: 'connect', withConnection: false },
  start_again: { kind: 'qonto', intent: 'connect', withConnection: false },
  connect_again: { kind: 'qonto', intent: 'reconnect', withConnection: true },
  reconnect: { kind: 'qonto', intent: 'reconnect', withConnection: true },
  renew: { kind: 'qonto', intent: 'reconnect', withConnection: true },
  allow_more: { kind: 'qonto', intent: 'allow-more', withConnection: true },
  check: { kind: 'here', run: 'check' },
  try_now: { kind: 'here', run: 'check' },
  resume: { kind: 'here', run: 'resume' },
  retry_disconnect: { kind: 'here', run: 'disconnect' },
  details: { kind: 'setup' },
  help: { kind: 'setup' },
}

interface VerdictActionProps {
  verdict: Verdict
  connection: string
  actions: ConnectionActions
  variant?: ButtonVariant
}

/** The one thing to do next. */
export function VerdictAction({ verdict, connection, actions, variant }: VerdictActionProps) {
  const t = translations('verdict')
  const way = WAYS[verdict.action]
  const label = t(`actions.${verdict.action}`)
  const look = variant ?? (isCalm(verdict) ? 'secondary' : 'primary')
  if (way.kind === 'setup') {
    return (
      <a href="/setup" className={buttonClass(look)}>
        {label}
      </a>
    )
  }
  const scopes = way.kind === 'qonto' && way.intent === 'allow-more' ? withoutMoney(verdict.missingScopes) : []
  if (verdict.action === 'allow_more' && scopes.length === 0) {
    // Everything that is missing may move money: it is asked for one by one, where each is explained.
    return (
      <a href={`/connections/${connection}/permissions`} className={buttonClass('secondary')}>
        {t('seeMissing')}
      </a>
    )
  }
  const pending = t(`working.${pendingKey(verdict.action)}`)
  if (way.kind === 'here') {
    const action: OutcomeAction = actions[way.run]
    return <ActionForm action={action} connection={connection} label={label} pending={pending} variant={look} />
  }
  return (
    <ConnectForm
      action={actions.connect}
      intent={way.intent}
      connection={way.withConnection ? connection : undefined}
      scopes={scopes}
      pending={pending}
      variant={look}
    >
      {label}
    </ConnectForm>
  )
}

function pendingKey(action: NextAction) {
  return action === 'details' || action === 'help' ? 'check' : action
}
