'use client'

import { type ReactNode, useActionState } from 'react'
import { CopyButton } from '#components/ui/copy-button'
import { SubmitButton } from '#components/ui/submit-button'
import type { KeyOutcome } from '#lib/connection/action-outcome'

export type KeyAction = (previous: KeyOutcome, form: FormData) => Promise<KeyOutcome>

export interface KeyFormTexts {
  submit: string
  pending: string
  secret: string
  secretHint: string
  tryIt: string
  signInAgain: string
  copy: string
  copied: string
}

interface KeyFormProps {
  action: KeyAction
  texts: KeyFormTexts
  /** Where the API is, for the line that is ready to copy. */
  apiUrl: string
  /** Offered when the session is not fresh enough. */
  signIn: ReactNode
  children: ReactNode
}

/** A form that ends in the secret of a key, shown this once. */
export function KeyForm({ action, texts, apiUrl, signIn, children }: KeyFormProps) {
  const [outcome, submit] = useActionState(action, { status: 'idle' })
  if (outcome.status === 'shown') {
    const line = `curl -H "Authorization: Bearer ${outcome.secret}" ${apiUrl}/connections`
    return (
      <section className="mt-5 rounded-md border border-hairline bg-sunken p-4" aria-label={texts.secret}>
        <p role="status" className="mb-3 font-medium">
          {texts.secretHint}
        </p>
        <Copied text={outcome.secret} texts={texts} />
        <p className="mt-4 mb-1 font-medium">{texts.tryIt}</p>
        <Copied text={line} texts={texts} />
      </section>
    )
  }
  return (
    <form action={submit} className="mt-5 grid gap-6">
      {children}
      <p role="status" className="font-medium text-danger empty:hidden">
        {outcome.status === 'failed' && outcome.text}
        {outcome.status === 'sign_in_again' && texts.signInAgain}
      </p>
      {outcome.status === 'sign_in_again' ? (
        signIn
      ) : (
        <div>
          <SubmitButton pending={texts.pending}>{texts.submit}</SubmitButton>
        </div>
      )}
    </form>
  )
}

function Copied({ text, texts }: { text: string; texts: KeyFormTexts }) {
  return (
    <>
      <code className="block font-mono text-sm leading-6 break-all">{text}</code>
      <div className="mt-1 -ml-2">
        <CopyButton text={text} label={texts.copy} done={texts.copied} />
      </div>
    </>
  )
}
