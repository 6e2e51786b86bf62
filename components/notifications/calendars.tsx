import type { ReactNode } from 'react'
import type { ConnectAction } from '#components/connect-form'
import { LinkRow } from '#components/notifications/link-row'
import { type SecretAction, SecretForm } from '#components/secret/secret-form'
import { secretTexts } from '#components/secret/secret-texts'
import { SignInForSecret } from '#components/secret/sign-in-for-secret'
import { DialogButton } from '#components/ui/dialog-button'
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
                <RollDialog calendar={calendar}>
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

function RollDialog({ calendar, children }: { calendar: CalendarView; children: ReactNode }) {
  const t = translations('notifications.calendar')
  const dialog = `roll-${calendar.id}`
  return (
    <>
      <DialogButton dialog={dialog} command="show-modal" variant="secondary">
        {t('roll')}
      </DialogButton>
      <dialog id={dialog} aria-labelledby={`${dialog}-title`} className="dialog">
        <h2 id={`${dialog}-title`}>{t('rollTitle', { name: calendar.name })}</h2>
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
