import type { ReactNode } from 'react'
import type { ConnectAction } from '#components/connect-form'
import { type SecretAction, SecretForm } from '#components/secret/secret-form'
import { secretTexts } from '#components/secret/secret-texts'
import { SignInForSecret } from '#components/secret/sign-in-for-secret'
import { DialogButton } from '#components/ui/dialog-button'
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
                <RollDialog id={webhook.id}>
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

function RollDialog({ id, children }: { id: string; children: ReactNode }) {
  const t = translations('notifications.webhooks')
  const dialog = `roll-${id}`
  return (
    <>
      <DialogButton dialog={dialog} command="show-modal" variant="secondary">
        {t('roll')}
      </DialogButton>
      <dialog id={dialog} aria-labelledby={`${dialog}-title`} className="dialog">
        <h2 id={`${dialog}-title`}>{t('rollTitle')}</h2>
        <p className="mt-3">{t('rollLead')}</p>
        {children}
        <div className="mt-4">
          <DialogButton dialog={dialog} command="close" variant="secondary">
            {t('close')}
          </DialogButton>
        </div>
      </dialog>
    </>
  )
}
