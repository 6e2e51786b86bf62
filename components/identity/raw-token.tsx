import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { type RevealAction, RevealForm } from '#components/identity/reveal-form'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'

interface RawTokenProps {
  connection: string
  reveal: RevealAction
  connect: ConnectAction
}

/** The raw token, for developers: behind a fresh session, and written to the log. */
export function RawToken({ connection, reveal, connect }: RawTokenProps) {
  const t = translations('identity')
  const words = translations('words')
  const start = translations('connect')
  return (
    <Section id="raw" title={t('raw')} lead={t('rawMeaning')}>
      <div className="pt-5">
        <RevealForm
          action={reveal}
          connection={connection}
          texts={{
            show: t('reveal'),
            showing: t('revealing'),
            signInAgain: t('signInAgain'),
            failed: t('revealFailed'),
            copy: words('copy'),
            copied: words('copied'),
          }}
          signIn={
            <ConnectForm action={connect} intent="sign-in" pending={start('pending')}>
              {start('button')}
            </ConnectForm>
          }
        />
      </div>
    </Section>
  )
}
