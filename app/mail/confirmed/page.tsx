import { titled } from '#app/titled'
import { LinkPage } from '#components/notifications/link-page'
import { translations } from '#i18n/server'

export const generateMetadata = titled(() => translations('mail.confirmPage')('done'))

export default function ConfirmedPage() {
  const t = translations('mail.confirmPage')
  return <LinkPage title={t('done')} lead={t('doneLead')} />
}
