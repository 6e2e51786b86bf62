import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { translations } from '#i18n/server'

/** The way on when the session is too old for a key. */
export function SignInForKey({ connect }: { connect: ConnectAction }) {
  const start = translations('connect')
  return (
    <ConnectForm action={connect} intent="sign-in" backTo="/api-keys" pending={start('pending')}>
      {start('button')}
    </ConnectForm>
  )
}
