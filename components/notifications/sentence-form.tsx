'use client'

import { type ReactNode, useActionState } from 'react'
import { Fold } from '#components/ui/fold'
import type { ButtonVariant } from '#components/ui/form/button-class'
import { keepInput } from '#components/ui/form/keep-input'
import { SubmitButton } from '#components/ui/form/submit-button'
import type { IconName } from '#components/ui/icon'
import { usePassFocus } from '#components/ui/pass-focus'
import type { SentenceOutcome } from '#lib/connection/action-outcome'

export type SentenceAction = (previous: SentenceOutcome, form: FormData) => Promise<SentenceOutcome>

interface SentenceFormProps {
  action: SentenceAction
  label: string
  pending: string
  variant?: ButtonVariant
  /** What it is folded under; it stands open without. */
  fold?: { title: string; icon: IconName; isOpen?: boolean }
  /** What takes the focus when the form has gone because of what it did. */
  passFocus?: string
  children: ReactNode
}

/** A form that answers with a sentence beside its button. */
export function SentenceForm({
  action,
  label,
  pending,
  variant = 'primary',
  fold,
  passFocus = '',
  children,
}: SentenceFormProps) {
  const [outcome, submit] = useActionState(action, { status: 'idle' })
  const form = (
    <form action={submit} onSubmit={usePassFocus(passFocus)} onReset={keepInput} className="grid gap-4">
      {children}
      <div className="action">
        <SubmitButton pending={pending} variant={variant}>
          {label}
        </SubmitButton>
        <p role="status" className={outcome.status === 'failed' ? 'font-medium text-danger' : undefined}>
          {outcome.status !== 'idle' && outcome.text}
        </p>
      </div>
    </form>
  )
  if (fold === undefined) return form
  return (
    <Fold {...fold} isOpen={fold.isOpen === true || outcome.status !== 'idle'}>
      <div className="pt-3 pb-5">{form}</div>
    </Fold>
  )
}
