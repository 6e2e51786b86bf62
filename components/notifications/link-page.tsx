import { buttonClass } from '#components/ui/form/button-class'
import { SubmitButton } from '#components/ui/form/submit-button'
import { translations } from '#i18n/server'

interface LinkPageProps {
  title: string
  lead: string
  /** The one button that does what the link is for. Opening the page does nothing. */
  press?: { action: (form: FormData) => Promise<void>; link: string; label: string; pending: string }
}

/** Where a link of a mail leads, with or without a session. */
export function LinkPage({ title, lead, press }: LinkPageProps) {
  const t = translations('mail')
  return (
    <div className="max-w-3xl py-4 sm:py-8">
      <h1 className="display max-w-[24ch]">{title}</h1>
      <p className="mt-4 max-w-[58ch] [overflow-wrap:anywhere] sm:text-[1.0625rem]">{lead}</p>
      {press ? (
        <form action={press.action} className="mt-8">
          <input type="hidden" name="link" value={press.link} />
          <SubmitButton pending={press.pending}>{press.label}</SubmitButton>
        </form>
      ) : (
        <a href="/notifications" className={`${buttonClass('secondary')} mt-8`}>
          {t('toNotifications')}
        </a>
      )}
    </div>
  )
}
