import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { Notice } from '#components/ui/notice'
import { translations } from '#i18n/server'

/** What joining does, before it is begun, and the one button that begins it. */
export function JoinBoth({ fresh, connect }: { fresh: boolean; connect: ConnectAction }) {
  const t = translations('join')
  const start = translations('connect')
  return (
    <div className="max-w-prose">
      <ol className="list-decimal space-y-2 pl-5">
        <li>{t('stepProve')}</li>
        <li>{t('stepMove')}</li>
        <li>{t('stepLinks')}</li>
        <li>{t('stepSessions')}</li>
        <li>{t('stepNever')}</li>
      </ol>
      {!fresh && (
        <div className="mt-6">
          <Notice tone="attention" icon="bang" title={t('staleTitle')}>
            {t('stale')}
          </Notice>
        </div>
      )}
      <div className="mt-7">
        <ConnectForm
          action={connect}
          intent={fresh ? 'join' : 'sign-in'}
          backTo={fresh ? '/connections' : '/account/join'}
          pending={start('pending')}
        >
          {t(fresh ? 'begin' : 'signInAgain')}
        </ConnectForm>
      </div>
    </div>
  )
}
