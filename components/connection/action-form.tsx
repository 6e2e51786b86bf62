'use client'

import { useActionState } from 'react'
import type { OutcomeAction } from '#components/connection/connection-actions'
import type { ButtonVariant } from '#components/ui/button-class'
import { SubmitButton } from '#components/ui/submit-button'

export interface OutcomeTexts {
  done: string
  failed: string
  reasons: Record<string, string>
}

interface ActionFormProps {
  action: OutcomeAction
  connection: string
  label: string
  pending: string
  texts: OutcomeTexts
  variant?: ButtonVariant
}

/** One button that does something to a connection, and the sentence about how it went. */
export function ActionForm({ action, connection, label, pending, texts, variant = 'primary' }: ActionFormProps) {
  const [outcome, submit] = useActionState(action, { status: 'idle' })
  return (
    <form action={submit} className="flex flex-col gap-x-4 gap-y-2 sm:flex-row sm:items-center">
      <input type="hidden" name="connection" value={connection} />
      <SubmitButton pending={pending} variant={variant}>
        {label}
      </SubmitButton>
      <p role="status" className="text-sm empty:hidden">
        {outcome.status === 'done' && texts.done}
        {outcome.status === 'failed' && (texts.reasons[outcome.reason] ?? texts.failed)}
      </p>
    </form>
  )
}
