import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { makeCalendarAddress, makeStatusAddress, revokeAddress, rollCalendarAddress } from '#app/actions/link-actions'
import { addMailAddress, chooseMailKinds, removeMailAddress, testMailAddress } from '#app/actions/mail-actions'
import {
  changeWebhook,
  makeWebhook,
  removeWebhook,
  rollWebhook,
  sendWebhookAgain,
  switchWebhook,
  testWebhook,
} from '#app/actions/webhook-actions'
import { titled } from '#app/titled'
import { Calendars } from '#components/notifications/calendars'
import { MailAddresses } from '#components/notifications/mail-addresses'
import { StatusLinks } from '#components/notifications/status-links'
import { PageHeading } from '#components/ui/page-heading'
import { Webhooks } from '#components/webhooks/webhooks'
import { translations } from '#i18n/server'
import { loadCalendars } from '#lib/loaders/notifications/load-calendars'
import { loadMail } from '#lib/loaders/notifications/load-mail'
import { loadStatusLinks } from '#lib/loaders/notifications/load-status-links'
import { loadWebhooks } from '#lib/loaders/notifications/load-webhooks'

export const generateMetadata = titled(() => translations('notifications')('title'))

export default async function NotificationsPage({ searchParams }: PageProps<'/notifications'>) {
  const t = translations('notifications')
  const [mail, webhooks, statusLinks, calendars] = await Promise.all([
    loadMail(),
    loadWebhooks(),
    loadStatusLinks(),
    loadCalendars(),
  ])
  const { change } = await searchParams
  const shared = { revoke: revokeAddress, connect: connectWithQonto }
  return (
    <>
      <PageHeading title={t('title')} lead={t('lead')} />
      <div className="grid grid-cols-1 gap-14">
        <MailAddresses
          {...mail}
          {...{ add: addMailAddress, choose: chooseMailKinds, test: testMailAddress, remove: removeMailAddress }}
        />
        <Webhooks
          {...webhooks}
          changed={typeof change === 'string' ? change : undefined}
          change={changeWebhook}
          {...{ make: makeWebhook, roll: rollWebhook, test: testWebhook, again: sendWebhookAgain }}
          {...{ toggle: switchWebhook, remove: removeWebhook, connect: connectWithQonto }}
        />
        <StatusLinks {...statusLinks} make={makeStatusAddress} {...shared} />
        <Calendars calendars={calendars} make={makeCalendarAddress} roll={rollCalendarAddress} {...shared} />
      </div>
    </>
  )
}
