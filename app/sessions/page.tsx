import { endOtherSessions, endSession } from '#app/actions/session-actions'
import { titled } from '#app/titled'
import { SessionRow } from '#components/sessions/session-row'
import { SubmitButton } from '#components/ui/form/submit-button'
import { PageHeading } from '#components/ui/page-heading'
import { translations } from '#i18n/server'
import { loadSessions } from '#lib/loaders/load-sessions'

export const generateMetadata = titled(() => translations('sessions')('title'))

export default async function SessionsPage() {
  const t = translations('sessions')
  const sessions = await loadSessions()
  const others = sessions.some((session) => !session.current)
  const signOutOthers = (
    <form action={endOtherSessions} className="contents">
      <SubmitButton pending={t('endingOthers')} variant="secondary">
        {t('endOthers')}
      </SubmitButton>
    </form>
  )
  return (
    <>
      <PageHeading title={t('title')} lead={t('lead')} aside={others && signOutOthers} />
      <ul aria-label={t('list')} className="border-y border-t-edge border-b-hairline">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} end={endSession} />
        ))}
      </ul>
      {!others && <p className="mt-5 text-soft">{t('only')}</p>}
    </>
  )
}
