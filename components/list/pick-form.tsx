'use client'

import { type ReactNode, useActionState, useSyncExternalStore } from 'react'
import { FOUND } from '#components/list/list-address'
import { PICK_FORM, PICKED } from '#components/list/pick'
import type { SentenceAction } from '#components/notifications/sentence-form'
import { usePassFocus } from '#components/ui/pass-focus'

/** The form of what is picked, and the sentence about what became of it. */
export function PickForm({ action, children }: { action: SentenceAction; children: ReactNode }) {
  const [outcome, submit] = useActionState(action, { status: 'idle' })
  return (
    <form id={PICK_FORM} action={submit} onSubmit={usePassFocus(FOUND)} className="max-sm:contents">
      {children}
      <p role="status" className={outcome.status === 'failed' ? 'font-medium text-danger' : undefined}>
        {outcome.status !== 'idle' && outcome.text}
      </p>
    </form>
  )
}

const neverChanges = () => () => undefined

/** Picks every line of the page at once, where there are scripts. */
export function PickAll({ text }: { text: string }) {
  const isAlive = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  )
  if (!isAlive) return null
  return (
    <label className="tick">
      <input
        type="checkbox"
        onChange={({ target }) => {
          for (const field of document.querySelectorAll<HTMLInputElement>(`input[name=${PICKED}]`))
            field.checked = target.checked
        }}
      />
      <span>{text}</span>
    </label>
  )
}
