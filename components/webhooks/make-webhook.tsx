import { translations } from '#i18n/server'
import type { WebhooksView } from '#lib/loaders/views'

/** What most people want to be told of a connection. */
const USUAL = ['connection.needs_attention', 'connection.reminder', 'connection.recovered', 'connection.disconnected']

/** Where a new webhook leads, and what it is told of. */
export function MakeWebhook({ connections, eventTypes }: Omit<WebhooksView, 'webhooks'>) {
  const t = translations('notifications.webhooks')
  const detail = translations('connection')
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
      <fieldset className="field">
        <legend>{t('of')}</legend>
        <label className="tick">
          <input type="radio" name="reach" value="all" defaultChecked aria-describedby="reach-hint" />
          <span>{t('all')}</span>
        </label>
        <small id="reach-hint">{t('allHint')}</small>
        {connections.length > 0 && (
          <>
            <label className="tick">
              <input type="radio" name="reach" value="chosen" />
              <span>{t('chosen')}</span>
            </label>
            <div className="ml-8 grid gap-x-6 sm:grid-cols-2">
              {connections.map(({ id, name }) => (
                <label key={id} className="tick">
                  <input type="checkbox" name="connection" value={id} />
                  <span>{name ?? detail('organizationUnknown')}</span>
                </label>
              ))}
            </div>
          </>
        )}
      </fieldset>
    </>
  )
}
