import { ReachChoices } from '#components/connection/reach-choices'
import { translations } from '#i18n/server'
import type { WebhooksView } from '#lib/loaders/views'

/** What most people want to be told of a connection. */
const USUAL = ['connection.needs_attention', 'connection.reminder', 'connection.recovered', 'connection.disconnected']

/** Where a new webhook leads, and what it is told of. */
export function MakeWebhook({ connections, eventTypes }: Omit<WebhooksView, 'webhooks'>) {
  const t = translations('notifications.webhooks')
  return (
    <>
      <label className="field">
        <span>{t('url')}</span>
        <input name="url" type="url" required autoComplete="off" spellCheck={false} aria-describedby="url-hint" />
        <small id="url-hint">{t('urlHint')}</small>
      </label>
      <label className="field">
        <span>{t('description')}</span>
        <input name="description" maxLength={80} autoComplete="off" aria-describedby="description-hint" />
        <small id="description-hint">{t('descriptionHint')}</small>
      </label>
      <fieldset className="field">
        <legend>{t('events')}</legend>
        <div className="grid gap-x-6 sm:grid-cols-2">
          {eventTypes.map((type) => (
            <label key={type} className="tick">
              <input type="checkbox" name="event" value={type} defaultChecked={USUAL.includes(type)} />
              <span className="[overflow-wrap:anywhere]">{type}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <ReachChoices connections={connections} hint={t('allHint')} />
    </>
  )
}
