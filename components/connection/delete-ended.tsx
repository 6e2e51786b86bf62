import { FOUND } from '#components/list/list-address'
import { type SentenceAction, SentenceForm } from '#components/notifications/sentence-form'
import { Disclosure } from '#components/ui/disclosure'
import { translations } from '#i18n/server'

/** Of a connection that has ended: takes it out of Mooring for good, after saying what goes. */
export function DeleteEnded({ connection, action }: { connection: string; action: SentenceAction }) {
  const t = translations('connections.delete')
  return (
    <Disclosure title={t('title')}>
      <SentenceForm action={action} label={t('confirm')} pending={t('running')} variant="danger" passFocus={FOUND}>
        <input type="hidden" name="connection" value={connection} />
        <p className="max-w-prose">{t('one')}</p>
      </SentenceForm>
    </Disclosure>
  )
}
