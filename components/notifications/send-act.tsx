'use client'

import { type ReactNode, useActionState } from 'react'
import { SubmitButton } from '#components/ui/form/submit-button'
import type { ShownOutcome } from '#lib/connection/action-outcome'

export type SendAction = (previous: ShownOutcome, form: FormData) => Promise<ShownOutcome>

interface SendActProps {
  action: SendAction
  /** The field that names what it is about. */
  field: { name: string; value: string }
  pending: string
  children: ReactNode
}

/** One button that sends something, and the sentence about how it went. */
export function SendAct({ action, field, pending, children }: SendActProps) {
  const [outcome, submit] = useActionState(action, { status: 'idle' })
  return (
    <form action={submit} className="grid w-full gap-1 sm:w-auto sm:justify-self-start">
      <input type="hidden" {...field} />
      <SubmitButton pending={pending} variant="secondary">
        {children}
      </SubmitButton>
      <p role="status" className="max-w-64 text-soft empty:hidden">
        {outcome.status !== 'idle' && <span key={outcome.at}>{outcome.text}</span>}
      </p>
    </form>
  )
}
