'use client'

import { type ReactNode, useActionState } from 'react'
import { DialogButton } from '#components/ui/form/dialog-button'
import { SubmitButton } from '#components/ui/form/submit-button'
import { usePassFocus } from '#components/ui/pass-focus'
import type { DeletionOutcome } from '#lib/connection/action-outcome'

export type DeleteAction = (previous: DeletionOutcome) => Promise<DeletionOutcome>

interface DeleteFormProps {
  action: DeleteAction
  dialog: string
  texts: Record<'keep' | 'confirm' | 'running' | 'signInAgain', string>
  /** Offered when the session is not fresh any more. */
  signIn: ReactNode
}

/** The button that was pressed is gone, and the focus with it. */
const takeFocus = (element: HTMLElement | null) => element?.focus()

/** Confirms. When it is done, the goodbye page takes over; when it is not, it says why. */
export function DeleteForm({ action, dialog, texts, signIn }: DeleteFormProps) {
  const [outcome, submit, running] = useActionState(action, { status: 'idle' })
  const passFocus = usePassFocus('goodbye')
  const keep = (
    <DialogButton dialog={dialog} command="close" variant="secondary">
      {texts.keep}
    </DialogButton>
  )
  const buttons = 'flex flex-col gap-3 sm:flex-row sm:flex-wrap sm:justify-end'
  if (outcome.status === 'sign_in_again')
    return (
      <div className="mt-7">
        <p role="status" tabIndex={-1} ref={takeFocus} className="mb-5 border-t border-hairline pt-4 font-medium">
          {texts.signInAgain}
        </p>
        <div className={buttons}>
          {keep}
          {signIn}
        </div>
      </div>
    )
  return (
    <form action={submit} onSubmit={passFocus} className="mt-7">
      <p role="status" className="mb-5 font-medium text-danger empty:hidden">
        {!running && outcome.status === 'failed' && outcome.text}
      </p>
      <div className={buttons}>
        {/* First in the dialog, so that opening it puts the focus here. */}
        {!running && keep}
        <SubmitButton pending={texts.running} variant="danger">
          {texts.confirm}
        </SubmitButton>
      </div>
    </form>
  )
}
