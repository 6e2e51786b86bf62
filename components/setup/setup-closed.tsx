import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { EmptyState } from '#components/ui/empty-state'
import { buttonClass } from '#components/ui/form/button-class'
import { translations } from '#i18n/server'

/** To whoever is no operator, as far as we know: how one becomes known. Not who they are. */
export function SetupClosed({ signedIn, connect }: { signedIn: boolean; connect: ConnectAction }) {
  const t = translations('setup')
  const start = translations('connect')
  const action = signedIn ? (
    <a href="/notifications" className={buttonClass('secondary')}>
      {translations('notifications')('title')}
    </a>
  ) : (
    <ConnectForm action={connect} intent="sign-in" backTo="/setup" pending={start('pending')}>
      {start('button')}
    </ConnectForm>
  )
  return (
    <EmptyState title={t('closed')} action={action}>
      {t(signedIn ? 'closedToPerson' : 'closedToStranger')}
    </EmptyState>
  )
}
