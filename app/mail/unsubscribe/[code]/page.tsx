import { stopMails } from '#app/actions/mail-actions'
import { titled } from '#app/titled'
import { LinkPage } from '#components/notifications/link-page'
import { translations } from '#i18n/server'
import { loadUnsubscribe } from '#lib/loaders/notifications/load-mail-link'

export const generateMetadata = titled(() => translations('mail.unsubscribePage')('title'))

export default async function UnsubscribePage({ params }: PageProps<'/mail/unsubscribe/[code]'>) {
  const t = translations('mail.unsubscribePage')
  const { code } = await params
  const found = await loadUnsubscribe(code)
  if (found === null) return <LinkPage title={t('unknown')} lead={t('unknownLead')} />
  const { address, isOver } = found
  return isOver ? (
    <LinkPage title={t('done')} lead={t('doneLead', { address })} />
  ) : (
    <LinkPage
      title={t('title')}
      lead={t('lead', { address })}
      press={{ action: stopMails, link: code, label: t('button'), pending: t('working') }}
    />
  )
}
