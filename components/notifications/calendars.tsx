import type { ConnectAction } from '#components/connect-form'
import { LinkRow } from '#components/notifications/link-row'
import { RollDialog } from '#components/secret/roll-dialog'
import { type SecretAction, SecretForm } from '#components/secret/secret-form'
import { secretTexts } from '#components/secret/secret-texts'
import { SignInForSecret } from '#components/secret/sign-in-for-secret'
import { Section } from '#components/ui/section'
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
  const signIn = <SignInForSecret connect={connect} backTo="/notifications" />
  return (
    <Section id="calendars" title={t('title')} lead={t('lead')}>
      {calendars.length > 0 && (
        <ul aria-label={t('list')} className="border-b border-b-hairline">
          {calendars.map((calendar) => (
            <LinkRow
              key={calendar.id}
              link={calendar}
              over={null}
              roll={
                <RollDialog
                  id={calendar.id}
                  texts={{
                    ...{ roll: t('roll'), title: t('rollTitle', { name: calendar.name }) },
                    ...{ lead: t('rollLead'), close: t('close') },
                  }}
                >
                  <SecretForm
                    action={roll}
                    lines={[]}
                    signIn={signIn}
                    texts={secretTexts({ submit: t('rollNow'), pending: t('rolling'), secret: t('secret') })}
                  >
                    <input type="hidden" name="link" value={calendar.id} />
                  </SecretForm>
                </RollDialog>
              }
              revoke={revoke}
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
        <label className="field">
          <span>{t('name')}</span>
          <input
            name="name"
            required
            maxLength={LONGEST_NAME}
            autoComplete="off"
            aria-describedby="calendar-name-hint"
          />
          <small id="calendar-name-hint">{t('nameHint')}</small>
        </label>
      </SecretForm>
    </Section>
  )
}
