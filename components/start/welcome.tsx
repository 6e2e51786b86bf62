import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { Notice } from '#components/ui/notice'
import { translations } from '#i18n/server'
import type { EnvironmentName } from '#lib/loaders/views'

interface WelcomeProps {
  environment: EnvironmentName
  databaseDown: boolean
  /** The secret of an invitation with which the browser came. */
  invitation: string | null
  connect: ConnectAction
}

/** What this is, in one sentence, and the way in. */
export function Welcome({ environment, databaseDown, invitation, connect }: WelcomeProps) {
  const t = translations('start')
  const start = translations('connect')
  const unavailable = translations('unavailable')
  return (
    <div>
      <h1 className="max-w-[15ch] text-[2.25rem] leading-[1.08] font-semibold tracking-[-0.03em] sm:text-[3.25rem]">
        {t('headline')}
      </h1>
      <p className="mt-5 max-w-[46ch] text-soft sm:text-[1.125rem]">{t('lead')}</p>
      <div className="mt-8">
        <ConnectForm
          action={connect}
          intent="sign-in"
          pending={start('pending')}
          {...(invitation !== null && { invitation })}
          className="w-full text-base! sm:w-auto sm:px-7!"
        >
          {start('button')}
        </ConnectForm>
        <p className="mt-3 text-sm text-soft">
          {t('connectNote')} {environment === 'sandbox' && t('sandboxNote')}
        </p>
      </div>
      <div className="mt-8 flex max-w-[34rem] flex-col gap-4">
        {invitation !== null && (
          <Notice tone="info" icon="info" title={t('invitedTitle')}>
            {t('invited')}
          </Notice>
        )}
        {databaseDown && (
          <Notice tone="attention" icon="alert" title={unavailable('title')}>
            {t('unavailable')}
          </Notice>
        )}
        {environment === 'simulator' && (
          <Notice tone="info" icon="info" title={t('simulatorTitle')}>
            {t('simulatorNote')}
          </Notice>
        )}
      </div>
    </div>
  )
}
