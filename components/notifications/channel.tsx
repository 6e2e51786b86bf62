import type { ReactNode } from 'react'
import type { ConnectAction } from '#components/connect-form'
import { type SecretAction, SecretForm, type SecretLine } from '#components/secret/secret-form'
import { secretTexts } from '#components/secret/secret-texts'
import { SignInForSecret } from '#components/secret/sign-in-for-secret'
import { Section } from '#components/ui/section'

interface ChannelProps {
  id: string
  texts: { title: string; lead: string; list: string; new: string; make: string; making: string; secret: string }
  /** One for each that was made. */
  rows: ReactNode[]
  make: SecretAction
  connect: ConnectAction
  /** The secret in other words. */
  lines?: SecretLine[]
  /** The fields of a new one. */
  children: ReactNode
}

/** A way to tell somebody: what was made of it, and the folded form for another one, which ends in a secret. */
export function Channel({ id, texts, rows, make, connect, lines = [], children }: ChannelProps) {
  return (
    <Section id={id} title={texts.title} lead={texts.lead}>
      {rows.length > 0 && (
        <ul aria-label={texts.list} className="border-b border-b-hairline">
          {rows}
        </ul>
      )}
      <div className="pt-3">
        <SecretForm
          action={make}
          fold={texts.new}
          lines={lines}
          signIn={<SignInForSecret connect={connect} backTo="/notifications" />}
          texts={secretTexts({ submit: texts.make, pending: texts.making, secret: texts.secret })}
        >
          {children}
        </SecretForm>
      </div>
    </Section>
  )
}
