import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { translations } from '#i18n/server'

interface SignInForSecretProps {
  connect: ConnectAction
  /** The page that asked for it. */
  backTo: string
}

/** The way on when the session is too old for a new secret. */
export function SignInForSecret({ connect, backTo }: SignInForSecretProps) {
  const start = translations('connect')
  return (
    <ConnectForm action={connect} intent="sign-in" backTo={backTo} pending={start('pending')}>
      {start('button')}
    </ConnectForm>
  )
}
