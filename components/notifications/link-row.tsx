import type { ReactNode } from 'react'
import { Moment } from '#components/time/moment'
import { SubmitButton } from '#components/ui/form/submit-button'
import { Tag } from '#components/ui/tag'
import { translations } from '#i18n/server'
import type { CalendarView } from '#lib/loaders/views'

interface LinkRowProps {
  link: CalendarView
  /** Why it shows nothing any more; null while it does. */
  over: string | null
  /** What it shows and until when. */
  facts?: ReactNode
  /** What else can be done with it. */
  roll?: ReactNode
  revoke: (form: FormData) => Promise<void>
}

/** A status link or a calendar: what it is called, whether somebody uses it, and its end. */
export function LinkRow({ link, over, facts, roll, revoke }: LinkRowProps) {
  const t = translations('notifications')
  return (
    <li className="grid gap-x-8 gap-y-4 border-t border-hairline py-5 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-start">
      <div>
        <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold [overflow-wrap:anywhere]">
          {link.name}
          {over !== null && <Tag tone="attention">{over}</Tag>}
        </h3>
        <dl className="mt-3 grid gap-x-8 gap-y-2 sm:grid-cols-2">
          {facts}
          <LinkFact name={t('made')}>
            <Moment at={link.createdAt} shape="day" />
          </LinkFact>
          <LinkFact name={t('lastOpened')}>
            {link.lastOpenedAt ? <Moment at={link.lastOpenedAt} relative stacked /> : t('neverOpened')}
          </LinkFact>
        </dl>
      </div>
      <div className="flex flex-wrap gap-3">
        {roll}
        <form action={revoke} className="w-full sm:w-auto">
          <input type="hidden" name="link" value={link.id} />
          <SubmitButton pending={t('revoking')} variant="secondary">
            <span aria-hidden="true">{t('revoke')}</span>
            <span className="sr-only">{t('revokeOne', { name: link.name })}</span>
          </SubmitButton>
        </form>
      </div>
    </li>
  )
}

export function LinkFact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="label">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}
