import { type SentenceAction, SentenceForm } from '#components/notifications/sentence-form'
import { WebhookFields } from '#components/webhooks/webhook-fields'
import { translations } from '#i18n/server'
import type { WebhooksView, WebhookView } from '#lib/loaders/views'

interface ChangeWebhookProps extends Omit<WebhooksView, 'webhooks'> {
  webhook: WebhookView
  action: SentenceAction
}

/** Changes what a webhook is told of. Another address is another webhook, with a secret of its own. */
export function ChangeWebhook({ webhook, action, ...choices }: ChangeWebhookProps) {
  const t = translations('notifications.webhooks')
  return (
    <div className="mt-4 rounded-md border border-hairline p-4 sm:p-5">
      <SentenceForm action={action} label={t('save')} pending={t('saving')}>
        <input type="hidden" name="webhook" value={webhook.id} />
        <WebhookFields {...choices} webhook={webhook} />
      </SentenceForm>
      <a href={`/notifications#${webhook.id}`} className="prose-link mt-2 inline-flex min-h-11 items-center">
        {t('close')}
      </a>
    </div>
  )
}
