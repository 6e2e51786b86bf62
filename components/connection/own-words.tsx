import { type SentenceAction, SentenceForm } from '#components/notifications/sentence-form'
import { Disclosure } from '#components/ui/disclosure'
import { translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

interface OwnWordsProps {
  connection: Pick<ConnectionDetail, 'id' | 'labels' | 'note'>
  action: SentenceAction
}

/** What the person says about it: labels and a note. */
export function OwnWords({ connection: { id, labels, note }, action }: OwnWordsProps) {
  const t = translations('connections.words')
  return (
    <Disclosure title={t('title')}>
      <SentenceForm action={action} label={t('save')} pending={t('saving')} variant="secondary">
        <input type="hidden" name="connection" value={id} />
        <label className="field">
          <span>{t('labels')}</span>
          <input name="labels" defaultValue={labels.join(', ')} maxLength={500} autoComplete="off" />
          <small>{t('labelsHint')}</small>
        </label>
        <label className="field">
          <span>{t('note')}</span>
          <textarea name="note" defaultValue={note ?? ''} rows={4} maxLength={2000} />
          <small>{t('noteHint')}</small>
        </label>
      </SentenceForm>
    </Disclosure>
  )
}
