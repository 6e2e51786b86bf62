'use client'

import { type ReactNode, useActionState } from 'react'
import { CopyButton } from '#components/ui/copy/copy-button'
import { Fold } from '#components/ui/fold'
import { keepInput } from '#components/ui/form/keep-input'
import { SubmitButton } from '#components/ui/form/submit-button'
import type { SecretOutcome } from '#lib/connection/action-outcome'

export type SecretAction = (previous: SecretOutcome, form: FormData) => Promise<SecretOutcome>

/** A line with the secret in it, ready to copy. */
export interface SecretLine {
  label: string
  /** What stands around the secret. */
  before: string
  after: string
}

export interface SecretFormTexts {
  submit: string
  pending: string
  secret: string
  secretHint: string
  signInAgain: string
  copy: string
  copied: string
}

interface SecretFormProps {
  action: SecretAction
  /** What it is folded under; it stands open without. */
  fold?: string
  texts: SecretFormTexts
  lines: SecretLine[]
  /** Offered when the session is not fresh enough. */
  signIn: ReactNode
  children: ReactNode
}

/** A form that ends in a secret, shown this once. */
export function SecretForm({ action, fold, texts, lines, signIn, children }: SecretFormProps) {
  const [outcome, submit] = useActionState(action, { status: 'idle' })
  const content =
    outcome.status === 'shown' ? (
      <Secret secret={outcome.secret} texts={texts} lines={lines} />
    ) : (
      <form action={submit} onReset={keepInput} className="mt-5 grid gap-6">
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
  if (fold === undefined) return content
  return (
    <Fold title={fold} icon="plus" isOpen={outcome.status !== 'idle'}>
      <div className="pb-5">{content}</div>
    </Fold>
  )
}

function Secret({ secret, texts, lines }: Pick<SecretFormProps, 'texts' | 'lines'> & { secret: string }) {
  return (
    <section className="mt-5 rounded-md border border-hairline bg-sunken p-4" aria-label={texts.secret}>
      <p role="status" className="mb-3 font-medium">
        {texts.secretHint}
      </p>
      <Copied text={secret} texts={texts} />
      {lines.map(({ label, before, after }) => (
        <div key={label}>
          <p className="mt-4 mb-1 font-medium">{label}</p>
          <Copied text={`${before}${secret}${after}`} texts={texts} />
        </div>
      ))}
    </section>
  )
}

function Copied({ text, texts }: { text: string; texts: SecretFormTexts }) {
  return (
    <>
      <code className="block font-mono text-sm leading-6 break-all">{text}</code>
      <div className="mt-1 -ml-2">
        <CopyButton text={text} label={texts.copy} done={texts.copied} />
      </div>
    </>
  )
}
