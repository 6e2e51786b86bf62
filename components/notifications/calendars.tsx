import type { ConnectAction } from '#components/connect-form'
import { Channel } from '#components/notifications/channel'
import { LinkRow } from '#components/notifications/link-row'
import { RollSecret } from '#components/secret/roll-secret'
import type { SecretAction } from '#components/secret/secret-form'
import { secretTexts } from '#components/secret/secret-texts'
import { SignInForSecret } from '#components/secret/sign-in-for-secret'
import { translations } from '#i18n/server'
import { LONGEST_NAME } from '#lib/links/link-catalogue'
import type { CalendarView } from '#lib/loaders/views'

interface CalendarsProps {
  calendars: CalendarView[]
  make: SecretAction
  roll: SecretAction
  revoke: (form: FormData) => Promise<void>
  connect: ConnectAction
}

/** Calendars to subscribe to, with the days on which connections end. */
export function Calendars({ calendars, make, roll, revoke, connect }: CalendarsProps) {
  const t = translations('notifications.calendar')
  return (
    <Channel
      id="calendars"
      texts={{
        ...{ title: t('title'), lead: t('lead'), list: t('list'), new: t('new') },
        ...{ make: t('make'), making: t('making'), secret: t('secret') },
      }}
      rows={calendars.map((calendar) => (
        <LinkRow
          key={calendar.id}
          link={calendar}
          over={null}
          roll={<RollCalendar calendar={calendar} roll={roll} connect={connect} />}
          revoke={revoke}
        />
      ))}
      make={make}
      connect={connect}
    >
      <label className="field">
        <span>{t('name')}</span>
        <input name="name" required maxLength={LONGEST_NAME} autoComplete="off" aria-describedby="calendar-name-hint" />
        <small id="calendar-name-hint">{t('nameHint')}</small>
      </label>
    </Channel>
  )
}

function RollCalendar({
  calendar,
  roll,
  connect,
}: Pick<CalendarsProps, 'roll' | 'connect'> & { calendar: CalendarView }) {
  const t = translations('notifications.calendar')
  return (
    <RollSecret
      action={roll}
      field={{ name: 'link', value: calendar.id }}
      dialog={{
        ...{ roll: t('roll'), title: t('rollTitle', { name: calendar.name }) },
        ...{ lead: t('rollLead'), close: t('close') },
      }}
      texts={secretTexts({ submit: t('rollNow'), pending: t('rolling'), secret: t('secret') })}
      signIn={<SignInForSecret connect={connect} backTo="/notifications" />}
    />
  )
}
