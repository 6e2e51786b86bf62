import { useId } from 'react'
import { ReachChoices } from '#components/connection/reach-choices'
import { translations } from '#i18n/server'
import type { WebhooksView, WebhookView } from '#lib/loaders/views'

/** What most people want to be told of a connection. */
const USUAL = ['connection.needs_attention', 'connection.reminder', 'connection.recovered', 'connection.disconnected']

/** Where a new webhook leads. */
export function AddressField() {
  const t = translations('notifications.webhooks')
  return (
    <label className="field">
      <span>{t('url')}</span>
      <input name="url" type="url" required autoComplete="off" spellCheck={false} aria-describedby="url-hint" />
      <small id="url-hint">{t('urlHint')}</small>
    </label>
  )
}

interface WebhookFieldsProps extends Omit<WebhooksView, 'webhooks'> {
  /** The one that they change; a new one without. */
  webhook?: WebhookView
}

/** What a webhook is called, and what it is told of. */
export function WebhookFields({ connections, eventTypes, webhook }: WebhookFieldsProps) {
  const t = translations('notifications.webhooks')
  const hint = useId()
  const ticked = webhook?.eventTypes ?? USUAL
  return (
    <>
      <label className="field">
        <span>{t('description')}</span>
        <input
          name="description"
          maxLength={80}
          autoComplete="off"
          defaultValue={webhook?.description ?? ''}
          aria-describedby={hint}
        />
        <small id={hint}>{t('descriptionHint')}</small>
      </label>
      <fieldset className="field">
        <legend>{t('events')}</legend>
        <div className="grid grid-cols-1 gap-x-6 sm:grid-cols-2">
          {eventTypes.map((type) => (
            <label key={type} className="tick">
              <input type="checkbox" name="event" value={type} defaultChecked={ticked.includes(type)} />
              <span>{type}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <ReachChoices connections={connections} chosen={webhook?.connectionIds ?? null} hint={t('allHint')} />
    </>
  )
}
