import { MailAddressRow } from '#components/notifications/mail-address-row'
import type { SendAction } from '#components/notifications/send-act'
import { type SentenceAction, SentenceForm } from '#components/notifications/sentence-form'
import { ExternalLink } from '#components/ui/external-link'
import { Notice } from '#components/ui/notice'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { MailView } from '#lib/loaders/views'

interface MailAddressesProps extends MailView {
  add: SentenceAction
  choose: SentenceAction
  test: SendAction
  remove: (form: FormData) => Promise<void>
}

/** Who is told by mail, of what, and how the last mail went. */
export function MailAddresses({ isSetUp, simulatedAt, offered, addresses, add, ...actions }: MailAddressesProps) {
  const t = translations('mail.section')
  const goodbye = translations('goodbye')
  return (
    <Section id="mail" title={t('title')} lead={t('lead')}>
      <div className="grid gap-6 pt-5">
        {!isSetUp && (
          <Notice tone="quiet" icon="info" title={t('notSetUp')}>
            {t('notSetUpHint')}
          </Notice>
        )}
        {simulatedAt !== null && (
          <p className="max-w-prose text-soft">
            {t.rich('simulated', {
              mails: (text) => (
                <ExternalLink key="mails" href={simulatedAt} note={goodbye('newTab')}>
                  {text}
                </ExternalLink>
              ),
            })}
          </p>
        )}
        {addresses.length === 0 ? (
          <p className="text-soft">{t('empty')}</p>
        ) : (
          <ul aria-label={t('list')} className="border-b border-b-hairline">
            {addresses.map((address) => (
              <MailAddressRow key={address.id} {...address} add={add} {...actions} />
            ))}
          </ul>
        )}
        {isSetUp && (
          <SentenceForm
            action={add}
            label={t('add')}
            pending={t('adding')}
            fold={{ title: t('new'), icon: 'plus', isOpen: addresses.length === 0 }}
          >
            <label className="field">
              <span>{t('address')}</span>
              <input
                name="address"
                type="email"
                required
                maxLength={254}
                autoComplete="email"
                defaultValue={offered ?? undefined}
                aria-describedby="mail-hint"
              />
              <small id="mail-hint">
                <span>{t('addressHint')}</span> {offered !== null && <span>{t('offered')}</span>}
              </small>
            </label>
          </SentenceForm>
        )}
      </div>
    </Section>
  )
}
