import type { ReactNode } from 'react'
import type { ButtonVariant } from '#components/ui/form/button-class'
import { SubmitButton } from '#components/ui/form/submit-button'

export type ConnectIntent = 'sign-in' | 'connect' | 'reconnect' | 'allow-more' | 'join'
export type ConnectAction = (form: FormData) => Promise<void>

interface ConnectFormProps {
  action: ConnectAction
  intent: ConnectIntent
  connection?: string | undefined
  scopes?: string[]
  /** The transaction to begin again, without what Qonto refused in it. */
  retry?: string
  /** The secret of an invitation, to sign in with. */
  invitation?: string
  /** The page of ours to come back to; the connection unless named. */
  backTo?: string
  pending: string
  variant?: ButtonVariant
  className?: string
  children: ReactNode
}

/** One button that sends the person to Qonto. */
export function ConnectForm({
  action,
  intent,
  connection,
  scopes = [],
  retry,
  invitation,
  backTo,
  pending,
  variant,
  className,
  children,
}: ConnectFormProps) {
  return (
    <form action={action} className="contents">
      <input type="hidden" name="intent" value={intent} />
      {connection && <input type="hidden" name="connection" value={connection} />}
      {retry && <input type="hidden" name="retry" value={retry} />}
      {invitation && <input type="hidden" name="invitation" value={invitation} />}
      {backTo && <input type="hidden" name="callbackUrl" value={backTo} />}
      {scopes.map((scope) => (
        <input key={scope} type="hidden" name="scope" value={scope} />
      ))}
      <SubmitButton pending={pending} {...(variant && { variant })} {...(className && { className })}>
        {children}
      </SubmitButton>
    </form>
  )
}
