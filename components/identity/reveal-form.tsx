'use client'

import { type ReactNode, useActionState } from 'react'
import { CopyButton } from '#components/ui/copy/copy-button'
import { SubmitButton } from '#components/ui/form/submit-button'
import type { RevealOutcome } from '#lib/connection/action-outcome'

export type RevealAction = (previous: RevealOutcome, form: FormData) => Promise<RevealOutcome>

interface RevealFormProps {
  action: RevealAction
  connection: string
  texts: Record<'show' | 'showing' | 'signInAgain' | 'failed' | 'copy' | 'copied', string>
  /** Offered when the session is not fresh enough. */
  signIn: ReactNode
}

export function RevealForm({ action, connection, texts, signIn }: RevealFormProps) {
  const [outcome, submit] = useActionState(action, { status: 'idle' })
  if (outcome.status === 'shown') {
    return (
      <div className="rounded-md border border-hairline bg-sunken p-4">
        <code className="block font-mono text-sm leading-6 break-all">{outcome.token}</code>
        <div className="mt-3 -ml-2">
          <CopyButton text={outcome.token} label={texts.copy} done={texts.copied} />
        </div>
      </div>
    )
  }
  if (outcome.status === 'sign_in_again') {
    return (
      <div role="status">
        <p className="mb-4 max-w-prose">{texts.signInAgain}</p>
        {signIn}
      </div>
    )
  }
  return (
    <form action={submit} className="flex flex-col gap-x-4 gap-y-2 sm:flex-row sm:items-center">
      <input type="hidden" name="connection" value={connection} />
      <SubmitButton pending={texts.showing} variant="secondary">
        {texts.show}
      </SubmitButton>
      <p role="status" className="text-sm empty:hidden">
        {outcome.status === 'failed' && texts.failed}
      </p>
    </form>
  )
}
