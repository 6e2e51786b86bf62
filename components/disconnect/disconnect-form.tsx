'use client'

import { useActionState, useEffect } from 'react'
import type { OutcomeAction } from '#components/connection/connection-actions'
import { DialogButton } from '#components/ui/dialog-button'
import { SubmitButton } from '#components/ui/submit-button'

interface DisconnectFormProps {
  action: OutcomeAction
  connection: string
  dialog: string
  /** What will be done, in order. Their real results come with the receipt. */
  steps: string[]
  texts: { keep: string; confirm: string; running: string; runningText: string; failed: string }
}

/** Confirms, shows that it is working, and hands the focus to the receipt when the dialog goes. */
export function DisconnectForm({ action, connection, dialog, steps, texts }: DisconnectFormProps) {
  const [outcome, submit, running] = useActionState(action, { status: 'idle' })
  useEffect(() => () => document.getElementById('receipt')?.focus(), [])
  return (
    <form action={submit} className="mt-7">
      <input type="hidden" name="connection" value={connection} />
      <div role="status" className="empty:hidden">
        {running && (
          <div className="mb-6 border-t border-hairline pt-4">
            <p className="breathing font-semibold">{texts.running}</p>
            <p className="mt-1 text-soft">{texts.runningText}</p>
            <ol className="mt-3 list-decimal pl-5 text-sm text-soft marker:tabular-nums">
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </div>
        )}
        {!running && outcome.status === 'failed' && <p className="mb-5 font-medium text-danger">{texts.failed}</p>}
      </div>
      <div className="flex flex-col gap-3 sm:flex-row sm:flex-wrap sm:justify-end">
        {/* First in the dialog, so that opening it puts the focus here. */}
        {!running && (
          <DialogButton dialog={dialog} command="close" variant="secondary">
            {texts.keep}
          </DialogButton>
        )}
        <SubmitButton pending={texts.running} variant="danger" className="w-full [overflow-wrap:anywhere] sm:w-auto">
          {texts.confirm}
        </SubmitButton>
      </div>
    </form>
  )
}
