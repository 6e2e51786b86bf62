'use client'

import { useActionState, useState } from 'react'
import type { OutcomeAction } from '#components/connection/connection-actions'
import { LocalTime } from '#components/time/local-time'
import type { ButtonVariant } from '#components/ui/form/button-class'
import { SubmitButton } from '#components/ui/form/submit-button'
import { usePassFocus } from '#components/ui/pass-focus'

interface ActionFormProps {
  action: OutcomeAction
  connection: string
  /** What it is about, of the connection. */
  scopes?: string[]
  label: string
  pending: string
  variant?: ButtonVariant
}

/** One button that does something to a connection, and the sentence about how it went, and when. */
export function ActionForm({ action, connection, scopes = [], label, pending, variant = 'primary' }: ActionFormProps) {
  const [outcome, submit] = useActionState(action, { status: 'idle' })
  // A result of before does not belong to a button that has become another one since; one that came with the change does.
  const [seen, setSeen] = useState({ label, outcome, stale: false })
  if (seen.label !== label || seen.outcome !== outcome) setSeen({ label, outcome, stale: seen.outcome === outcome })
  return (
    <form action={submit} onSubmit={usePassFocus('verdict')} className="action">
      <input type="hidden" name="connection" value={connection} />
      {scopes.map((scope) => (
        <input key={scope} type="hidden" name="scope" value={scope} />
      ))}
      <SubmitButton pending={pending} variant={variant}>
        {label}
      </SubmitButton>
      <p role="status">
        {outcome.status !== 'idle' && !seen.stale && (
          <span key={outcome.at}>
            <span>{outcome.text}</span>{' '}
            <LocalTime at={outcome.at} text={`${outcome.at.slice(11, 19)} UTC`} shape="clock" />
          </span>
        )}
      </p>
    </form>
  )
}
