import { confirmMailAddress } from '#app/actions/mail-actions'
import { titled } from '#app/titled'
import { LinkPage } from '#components/notifications/link-page'
import { translations } from '#i18n/server'
import { loadConfirmation } from '#lib/loaders/notifications/load-mail-link'

export const generateMetadata = titled(() => translations('mail.confirmPage')('title'))

export default async function ConfirmPage({ params }: PageProps<'/mail/confirm/[secret]'>) {
  const t = translations('mail.confirmPage')
  const { secret } = await params
  const address = await loadConfirmation(secret)
  return address === null ? (
    <LinkPage title={t('over')} lead={t('overLead')} />
  ) : (
    <LinkPage
      title={t('title')}
      lead={t('lead', { address })}
      press={{ action: confirmMailAddress, link: secret, label: t('button'), pending: t('working') }}
    />
  )
}
