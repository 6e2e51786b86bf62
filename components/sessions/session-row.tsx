import { Moment } from '#components/time/moment'
import { SubmitButton } from '#components/ui/form/submit-button'
import { Tag } from '#components/ui/tag'
import { translations } from '#i18n/server'
import type { SessionView } from '#lib/loaders/views'

interface SessionRowProps {
  session: SessionView
  end: (form: FormData) => Promise<void>
}

export function SessionRow({ session, end }: SessionRowProps) {
  const t = translations('sessions')
  const device = session.device === null ? t('unknownDevice') : deviceWords(session.device)
  return (
    <li className="grid gap-x-8 gap-y-4 border-t border-hairline py-5 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_10.5rem] sm:items-center">
      <div>
        <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold [overflow-wrap:anywhere]">
          {device}
          {session.current && (
            <Tag tone="good" icon="check">
              {t('current')}
            </Tag>
          )}
        </h2>
        <dl className="mt-2 grid gap-x-8 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
          <Time name={t('lastSeen')} at={session.lastSeenAt} relative />
          <Time name={t('signedIn')} at={session.createdAt} />
          <Time name={t('expires')} at={session.expiresAt} />
        </dl>
      </div>
      {!session.current && (
        <form action={end} className="sm:text-right">
          <input type="hidden" name="session" value={session.id} />
          <SubmitButton pending={t('ending')} variant="secondary">
            <span aria-hidden="true">{t('end')}</span>
            <span className="sr-only">{t('endOne', { device })}</span>
          </SubmitButton>
        </form>
      )}
    </li>
  )
}

/** Stored as "Firefox on Linux" (lib/auth/session/describe-device), or as one of the two. */
function deviceWords(stored: string): string {
  const [browser = '', system] = stored.split(' on ')
  return system === undefined ? browser : translations('sessions')('device', { browser, system })
}

function Time({ name, at, relative = false }: { name: string; at: Date; relative?: boolean }) {
  return (
    <div>
      <dt className="label">{name}</dt>
      <dd>
        <Moment at={at} relative={relative} stacked />
      </dd>
    </div>
  )
}
