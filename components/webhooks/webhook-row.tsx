import type { ReactNode } from 'react'
import { SendAct, type SendAction } from '#components/notifications/send-act'
import { Moment } from '#components/time/moment'
import { buttonClass } from '#components/ui/form/button-class'
import { SubmitButton } from '#components/ui/form/submit-button'
import { Tag } from '#components/ui/tag'
import { DeliveryList } from '#components/webhooks/delivery-list'
import { formatter, translations } from '#i18n/server'
import type { WebhookView } from '#lib/loaders/views'

type PlainAction = (form: FormData) => Promise<void>

export interface WebhookActions {
  test: SendAction
  again: SendAction
  toggle: PlainAction
  remove: PlainAction
}

interface WebhookRowProps extends WebhookActions {
  webhook: WebhookView
  /** The dialog that rolls its secret. */
  roll: ReactNode
  /** The form that changes it, while it is being changed. */
  change: ReactNode
}

/** A webhook: where it leads, what it is told of, whether anything arrives, and what can be done with it. */
export function WebhookRow({ webhook, test, again, toggle, remove, roll, change }: WebhookRowProps) {
  const t = translations('notifications.webhooks')
  const field = { name: 'webhook', value: webhook.id }
  return (
    <li id={webhook.id} className="border-t border-hairline py-5 first:border-t-0">
      <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold [overflow-wrap:anywhere]">
        {webhook.description ?? webhook.url}
        <StateTag webhook={webhook} />
      </h3>
      {webhook.description !== null && <p className="[overflow-wrap:anywhere]">{webhook.url}</p>}
      <WebhookNotes webhook={webhook} />
      <WebhookFacts webhook={webhook} />
      <div className="mt-4 grid grid-cols-2 gap-3 sm:flex sm:flex-wrap">
        <SendAct action={test} field={field} pending={t('testing')}>
          {t('test')}
        </SendAct>
        {!change && (
          <a href={`/notifications?change=${webhook.id}#${webhook.id}`} className={buttonClass('secondary')}>
            <span aria-hidden="true">{t('change')}</span>
            <span className="sr-only">{t('changeOne', { url: webhook.description ?? webhook.url })}</span>
          </a>
        )}
        {roll}
        <form action={toggle} className="w-full sm:w-auto">
          <input type="hidden" {...field} />
          {webhook.disabledReason !== null && <input type="hidden" name="on" value="yes" />}
          <SubmitButton pending={t('switching')} variant="secondary">
            {webhook.disabledReason === null ? t('switchOff') : t('switchOn')}
          </SubmitButton>
        </form>
        <form action={remove} className="w-full sm:w-auto">
          <input type="hidden" {...field} />
          <SubmitButton pending={t('removing')} variant="secondary">
            <span aria-hidden="true">{t('remove')}</span>
            <span className="sr-only">{t('removeOne', { url: webhook.description ?? webhook.url })}</span>
          </SubmitButton>
        </form>
      </div>
      {change}
      <div className="mt-3">
        <DeliveryList webhook={webhook} again={again} />
      </div>
    </li>
  )
}

function StateTag({ webhook: { disabledReason, failingSince } }: Pick<WebhookRowProps, 'webhook'>) {
  const t = translations('notifications.webhooks')
  if (disabledReason === 'gone') return <Tag tone="attention">{t('gone')}</Tag>
  if (disabledReason !== null) return <Tag tone="attention">{t('off')}</Tag>
  return failingSince === null ? null : <Tag tone="broken">{t('failing')}</Tag>
}

function WebhookNotes({ webhook: { disabledReason, failingSince, formerUntil } }: Pick<WebhookRowProps, 'webhook'>) {
  const t = translations('notifications.webhooks')
  return (
    <>
      {disabledReason === 'gone' && <p className="mt-2">{t('goneMeaning')}</p>}
      {disabledReason === 'failing' && <p className="mt-2">{t('disabledMeaning')}</p>}
      {disabledReason === null && failingSince !== null && (
        <p className="mt-2">
          <span>{t('failingSince')}</span> <Moment at={failingSince} relative />
          <br />
          {t('failingMeaning')}
        </p>
      )}
      {formerUntil !== null && (
        <p className="mt-2 text-soft">
          <span>{t('formerUntil')}</span> <Moment at={formerUntil} relative />
        </p>
      )}
    </>
  )
}

function WebhookFacts({ webhook: { eventTypes, connections, deliveries } }: Pick<WebhookRowProps, 'webhook'>) {
  const t = translations('notifications.webhooks')
  const format = formatter()
  const [latest] = deliveries
  const names = connections?.map((name) => name ?? translations('connection')('organizationUnknown'))
  return (
    <dl className="mt-3 grid gap-x-8 gap-y-2 sm:grid-cols-2">
      <div>
        <dt className="label">{t('events')}</dt>
        <dd className="[overflow-wrap:anywhere]">{eventTypes.join(', ')}</dd>
      </div>
      <div>
        <dt className="label">{t('of')}</dt>
        <dd className="[overflow-wrap:anywhere]">{names ? format.list(names) : t('all')}</dd>
      </div>
      <div>
        <dt className="label">{t('latest')}</dt>
        <dd>
          {latest ? (
            <>
              <span className="block">{t(latest.state)}</span>
              <Moment at={latest.at} relative />
            </>
          ) : (
            t('never')
          )}
        </dd>
      </div>
    </dl>
  )
}
