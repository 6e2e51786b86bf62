'use client'

import { useActionState, useEffect, useState } from 'react'
import type { OutcomeAction } from '#components/connection/connection-actions'
import { DialogButton } from '#components/ui/form/dialog-button'
import { SubmitButton } from '#components/ui/form/submit-button'

interface DisconnectFormProps {
  action: OutcomeAction
  connection: string
  dialog: string
  /** What will be done, in order. */
  steps: Array<{ step: string; label: string }>
  /** How a step can have gone, in words. */
  outcomes: Record<string, string>
  texts: { keep: string; confirm: string; running: string; runningText: string; failed: string }
}

/** Confirms, shows that it is working, and hands the focus to the receipt when the dialog goes. */
export function DisconnectForm({ action, connection, dialog, steps, outcomes, texts }: DisconnectFormProps) {
  const [outcome, submit, running] = useActionState(action, { status: 'idle' })
  const results = useResults(connection, running)
  useEffect(() => () => document.getElementById('receipt')?.focus(), [])
  return (
    <form action={submit} className="contents">
      <input type="hidden" name="connection" value={connection} />
      <div role="status" className="empty:hidden">
        {running && (
          <div className="mt-7 border-t border-hairline pt-4">
            <p className="breathing font-semibold">{texts.running}</p>
            <p className="mt-1 text-soft">{texts.runningText}</p>
            <ol className="mt-3 list-decimal pl-5 text-sm text-soft marker:tabular-nums">
              {steps.map(({ step, label }) => (
                <li key={`${step} ${results[step]}`}>
                  <span>{label}</span>
                  {results[step] && <b className="ml-2 font-medium text-ink">{outcomes[results[step]]}</b>}
                </li>
              ))}
            </ol>
          </div>
        )}
        {!running && outcome.status === 'failed' && <p className="mt-5 font-medium text-danger">{texts.failed}</p>}
      </div>
      <div className="dialog-foot">
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

const LOOK_EVERY_MS = 700

/** How the steps have gone so far, from the receipt that is written while they are done. */
function useResults(connection: string, running: boolean): Partial<Record<string, string>> {
  const [results, setResults] = useState<Partial<Record<string, string>>>({})
  useEffect(() => {
    if (!running) return
    const look = async () => {
      const answer = await fetch(`/connections/${connection}/receipt/json`)
      // There is none before the first step.
      const steps = answer.status === 200 ? readSteps(await answer.json()) : []
      setResults(Object.fromEntries(steps.map(({ step, outcome }) => [step, outcome])))
    }
    // What cannot be read now is read the next time, and stands on the page in the end.
    const timer = setInterval(() => look().catch(() => undefined), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [connection, running])
  return results
}

function readSteps(receipt: { steps: Array<{ step: string; outcome: string }> }) {
  return receipt.steps
}
