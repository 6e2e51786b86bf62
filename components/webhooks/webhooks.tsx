import type { ConnectAction } from '#components/connect-form'
import { RollDialog } from '#components/secret/roll-dialog'
import { type SecretAction, SecretForm } from '#components/secret/secret-form'
import { secretTexts } from '#components/secret/secret-texts'
import { SignInForSecret } from '#components/secret/sign-in-for-secret'
import { Section } from '#components/ui/section'
import { MakeWebhook } from '#components/webhooks/make-webhook'
import { type WebhookActions, WebhookRow } from '#components/webhooks/webhook-row'
import { translations } from '#i18n/server'
import type { WebhooksView } from '#lib/loaders/views'

interface WebhooksProps extends WebhooksView, WebhookActions {
  make: SecretAction
  roll: SecretAction
  connect: ConnectAction
}

/** Programs that are told of events. */
export function Webhooks({ webhooks, connections, eventTypes, make, roll, connect, ...actions }: WebhooksProps) {
  const t = translations('notifications.webhooks')
  const signIn = <SignInForSecret connect={connect} backTo="/notifications" />
  return (
    <Section id="webhooks" title={t('title')} lead={t('lead')}>
      {webhooks.length > 0 && (
        <ul aria-label={t('list')} className="border-b border-b-hairline">
          {webhooks.map((webhook) => (
            <WebhookRow
              key={webhook.id}
              webhook={webhook}
              {...actions}
              roll={
                <RollDialog
                  id={webhook.id}
                  texts={{ roll: t('roll'), title: t('rollTitle'), lead: t('rollLead'), close: t('close') }}
                >
                  <SecretForm
                    action={roll}
                    lines={[]}
                    signIn={signIn}
                    texts={secretTexts({ submit: t('rollNow'), pending: t('rolling'), secret: t('secret') })}
                  >
                    <input type="hidden" name="webhook" value={webhook.id} />
                  </SecretForm>
                </RollDialog>
              }
            />
          ))}
        </ul>
      )}
      <SecretForm
        action={make}
        lines={[]}
        signIn={signIn}
        texts={secretTexts({ submit: t('make'), pending: t('making'), secret: t('secret') })}
      >
        <MakeWebhook connections={connections} eventTypes={eventTypes} />
      </SecretForm>
    </Section>
  )
}
