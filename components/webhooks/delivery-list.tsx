import { SendAct, type SendAction } from '#components/notifications/send-act'
import { Moment } from '#components/time/moment'
import { Code } from '#components/ui/copy/code'
import { Disclosure } from '#components/ui/disclosure'
import { Tag } from '#components/ui/tag'
import type { Tone } from '#components/ui/tone'
import { translations } from '#i18n/server'
import type { WebhookDeliveryView, WebhookView } from '#lib/loaders/views'

interface DeliveryListProps {
  webhook: WebhookView
  again: SendAction
}

const TONES: Record<WebhookDeliveryView['state'], Tone> = {
  delivered: 'good',
  waiting: 'attention',
  given_up: 'broken',
  unwanted: 'quiet',
}

/** What was sent to a webhook, what came back, and what is tried again. */
export function DeliveryList({ webhook: { deliveries, disabledReason }, again }: DeliveryListProps) {
  const t = translations('notifications.webhooks')
  return (
    <Disclosure title={t('deliveries')}>
      <p className="text-soft">
        {deliveries.length === 0 ? t('noDelivery') : t('newest', { count: deliveries.length })}
      </p>
      <ul>
        {deliveries.map((delivery) => (
          <li key={delivery.id} className="grid gap-2 border-t border-hairline py-3 first:border-t-0">
            <DeliveryHead delivery={delivery} />
            {delivery.text !== null && (
              <pre className="max-h-40 overflow-auto rounded-md bg-sunken p-3 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
                {delivery.text}
              </pre>
            )}
            {disabledReason === null && (
              <SendAct action={again} field={{ name: 'delivery', value: delivery.id }} pending={t('sending')}>
                <span aria-hidden="true">{t('again')}</span>
                <span className="sr-only">{t('againOne', { type: delivery.type })}</span>
              </SendAct>
            )}
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

function DeliveryHead({ delivery }: { delivery: WebhookDeliveryView }) {
  const t = translations('notifications.webhooks')
  const { type, at, state, failure, status, ms, nextAttemptAt } = delivery
  return (
    <div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Code>{type}</Code>
        <Tag tone={TONES[state]}>{t(state)}</Tag>
        {status !== null && <span>{t('answer', { status, ms: ms ?? 0 })}</span>}
        <span className="text-soft">
          <Moment at={at} relative />
        </span>
      </p>
      {failure !== null && <p>{t(`failures.${failure}`)}</p>}
      {nextAttemptAt !== null && (
        <p className="text-soft">
          <span>{t('next')}</span> <Moment at={nextAttemptAt} relative />
        </p>
      )}
    </div>
  )
}
