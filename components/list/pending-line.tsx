import { FOUND } from '#components/list/list-address'
import { Moment } from '#components/time/moment'
import { buttonClass } from '#components/ui/form/button-class'
import { PassingForm } from '#components/ui/pass-focus'
import { translations } from '#i18n/server'

interface PendingLineProps {
  since: Date
  dismiss: () => Promise<void>
}

/** An authorization transaction was begun and is not finished. It never stands before what is broken. */
export function PendingLine({ since, dismiss }: PendingLineProps) {
  const t = translations('connections')
  return (
    <PassingForm action={dismiss} to={FOUND} className="flex flex-wrap items-center gap-x-4 text-soft">
      <p>{t.rich('pending', { when: () => <Moment key="when" at={since} relative /> })}</p>
      <button type="submit" className={buttonClass('plain', 'px-0!')}>
        {t('dismiss')}
      </button>
    </PassingForm>
  )
}
