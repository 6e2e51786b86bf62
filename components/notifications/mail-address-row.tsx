import { SendAct, type SendAction } from '#components/notifications/send-act'
import { type SentenceAction, SentenceForm } from '#components/notifications/sentence-form'
import { Moment } from '#components/time/moment'
import { SubmitButton } from '#components/ui/form/submit-button'
import { Tag } from '#components/ui/tag'
import { translations } from '#i18n/server'
import type { MailAddressView } from '#lib/loaders/views'
import { MAIL_KINDS } from '#lib/told/mail/kind-catalogue'

interface MailAddressRowProps extends MailAddressView {
  add: SentenceAction
  choose: SentenceAction
  test: SendAction
  remove: (form: FormData) => Promise<void>
}

export function MailAddressRow({ add, choose, test, remove, ...view }: MailAddressRowProps) {
  const t = translations('mail.section')
  const mail = translations('mail')
  const { id, address, isConfirmed, isUnsubscribed, kinds, lastDeliveredAt } = view
  return (
    <li className="grid gap-x-8 gap-y-4 border-t border-hairline py-5 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-start">
      <div className="grid gap-4">
        <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold [overflow-wrap:anywhere]">
          {address}
          {!isConfirmed && <Tag tone="attention">{t('unconfirmed')}</Tag>}
          {isUnsubscribed && <Tag tone="quiet">{t('unsubscribed')}</Tag>}
        </h3>
        <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
          {isConfirmed && (
            <div>
              <dt className="label">{t('kinds')}</dt>
              {kinds.length === 0 && <dd>{t('noKinds')}</dd>}
              {kinds.map((kind) => (
                <dd key={kind}>{mail(`kinds.${kind}`)}</dd>
              ))}
            </div>
          )}
          <div>
            <dt className="label">{t('lastDelivered')}</dt>
            <dd>{lastDeliveredAt ? <Moment at={lastDeliveredAt} relative stacked /> : t('neverDelivered')}</dd>
          </div>
        </dl>
        <LastFailure failure={view.failure} />
        {isConfirmed && <KindChoices {...view} choose={choose} />}
      </div>
      <div className="grid grid-cols-2 items-start gap-3 sm:flex sm:flex-wrap">
        {isConfirmed && !isUnsubscribed && (
          <SendAct action={test} field={{ name: 'id', value: id }} pending={t('testing')}>
            {t('test')}
          </SendAct>
        )}
        {!isConfirmed && (
          <SentenceForm action={add} label={t('again')} pending={t('adding')} variant="secondary">
            <input type="hidden" name="address" value={address} />
          </SentenceForm>
        )}
        <form action={remove}>
          <input type="hidden" name="id" value={id} />
          <SubmitButton pending={t('removing')} variant="secondary">
            <span aria-hidden="true">{t('remove')}</span>
            <span className="sr-only">{t('removeOne', { address })}</span>
          </SubmitButton>
        </form>
      </div>
    </li>
  )
}

function LastFailure({ failure }: Pick<MailAddressView, 'failure'>) {
  const t = translations('mail')
  if (failure === null) return null
  const key = `failures.${failure.code}`
  return (
    <div className="tone-attention max-w-prose">
      <p className="font-medium text-tone-ink">
        <span>{t('section.lastFailure')}</span> <Moment at={failure.at} relative />
      </p>
      <p>{isKnown(key) ? t(key) : t('failures.other')}</p>
      {failure.text !== null && (
        <p className="text-soft [overflow-wrap:anywhere]">{t('section.said', { text: failure.text })}</p>
      )}
    </div>
  )
}

type MailKey = Parameters<ReturnType<typeof translations<'mail'>>>[0]
const isKnown = (key: string): key is MailKey & `failures.${string}` => translations('mail').has(key as MailKey)

function KindChoices({ id, kinds, choose }: MailAddressView & Pick<MailAddressRowProps, 'choose'>) {
  const t = translations('mail')
  return (
    <SentenceForm
      action={choose}
      label={t('section.save')}
      pending={t('section.saving')}
      variant="secondary"
      fold={{ title: t('section.change'), icon: 'chevron' }}
    >
      <input type="hidden" name="id" value={id} />
      <fieldset className="field">
        <legend>{t('section.kinds')}</legend>
        {MAIL_KINDS.map((kind) => (
          <label key={kind} className="tick">
            <input type="checkbox" name="kind" value={kind} defaultChecked={kinds.includes(kind)} />
            <span>{t(`kinds.${kind}`)}</span>
          </label>
        ))}
      </fieldset>
    </SentenceForm>
  )
}
