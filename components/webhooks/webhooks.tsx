import type { ConnectAction } from '#components/connect-form'
import { Channel } from '#components/notifications/channel'
import type { SentenceAction } from '#components/notifications/sentence-form'
import { RollSecret } from '#components/secret/roll-secret'
import type { SecretAction } from '#components/secret/secret-form'
import { secretTexts } from '#components/secret/secret-texts'
import { SignInForSecret } from '#components/secret/sign-in-for-secret'
import { ChangeWebhook } from '#components/webhooks/change-webhook'
import { AddressField, WebhookFields } from '#components/webhooks/webhook-fields'
import { type WebhookActions, WebhookRow } from '#components/webhooks/webhook-row'
import { translations } from '#i18n/server'
import type { WebhooksView, WebhookView } from '#lib/loaders/views'

interface WebhooksProps extends WebhooksView, WebhookActions {
  /** The one that is being changed; the form of each would have all connections again. */
  changed: string | undefined
  make: SecretAction
  roll: SecretAction
  change: SentenceAction
  connect: ConnectAction
}

/** Programs that are told of events. */
export function Webhooks({ webhooks, changed, make, roll, change, connect, ...rest }: WebhooksProps) {
  const t = translations('notifications.webhooks')
  const { connections, eventTypes, ...actions } = rest
  const choices = { connections, eventTypes }
  return (
    <Channel
      id="webhooks"
      texts={{
        ...{ title: t('title'), lead: t('lead'), list: t('list'), new: t('new') },
        ...{ make: t('make'), making: t('making'), secret: t('secret') },
      }}
      rows={webhooks.map((webhook) => (
        <WebhookRow
          key={webhook.id}
          webhook={webhook}
          {...actions}
          roll={<RollWebhook webhook={webhook} roll={roll} connect={connect} />}
          change={webhook.id === changed && <ChangeWebhook webhook={webhook} {...choices} action={change} />}
        />
      ))}
      make={make}
      connect={connect}
    >
      <AddressField />
      <WebhookFields {...choices} />
    </Channel>
  )
}

function RollWebhook({ webhook, roll, connect }: Pick<WebhooksProps, 'roll' | 'connect'> & { webhook: WebhookView }) {
  const t = translations('notifications.webhooks')
  return (
    <RollSecret
      action={roll}
      field={{ name: 'webhook', value: webhook.id }}
      dialog={{ roll: t('roll'), title: t('rollTitle'), lead: t('rollLead'), close: t('close') }}
      texts={secretTexts({ submit: t('rollNow'), pending: t('rolling'), secret: t('secret') })}
      signIn={<SignInForSecret connect={connect} backTo="/notifications" />}
    />
  )
}
