import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { Moment } from '#components/time/moment'
import { Notice } from '#components/ui/notice'
import { translations } from '#i18n/server'

interface PendingNoticeProps {
  since: Date
  connect: ConnectAction
}

/** An authorization transaction was begun and is not finished. It never hides a verdict. */
export function PendingNotice({ since, connect }: PendingNoticeProps) {
  const t = translations('connections')
  const verdict = translations('verdict')
  return (
    <Notice tone="info" icon="clock" title={t('pendingTitle')}>
      <p>{t.rich('pending', { when: () => <Moment key="when" at={since} relative /> })}</p>
      <div className="mt-3">
        <ConnectForm action={connect} intent="connect" variant="secondary" pending={verdict('working.start_again')}>
          {verdict('actions.start_again')}
        </ConnectForm>
      </div>
    </Notice>
  )
}
