import type { ReactNode } from 'react'
import { MemberLine } from '#components/connection/member-line'
import { Tabs } from '#components/layout/tabs'
import { Moment } from '#components/time/moment'
import { Icon } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import { toneClass } from '#components/ui/tone'
import { VerdictLabel } from '#components/verdict/verdict-label'
import { verdictLook } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { ConnectionSummary } from '#lib/loaders/views'

const TABS = ['overview', 'permissions', 'identity', 'activity'] as const
type TabName = (typeof TABS)[number]

interface ConnectionFrameProps {
  connection: ConnectionSummary
  current: TabName
  children: ReactNode
}

/** What all pages of one connection share: its name and the way between them. */
export function ConnectionFrame({ connection, current, children }: ConnectionFrameProps) {
  const t = translations('connection')
  const home = `/connections/${connection.id}`
  const tabs = TABS.map((name) => ({
    label: t(name),
    href: name === 'overview' ? home : `${home}/${name}`,
    current: name === current,
  }))
  return (
    <>
      <a
        href="/connections"
        className="-ml-1 inline-flex min-h-11 items-center gap-1.5 px-1 text-sm text-soft hover:text-ink"
      >
        <Icon name="left" className="size-3.5" />
        {t('back')}
      </a>
      <header className="mt-1">
        <h1 className="text-2xl leading-tight font-semibold tracking-[-0.015em] [overflow-wrap:anywhere] sm:text-[1.75rem]">
          {connection.organizationName ?? t('organizationUnknown')}
        </h1>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-soft">
          <MemberLine name={connection.memberName} role={connection.memberRole} />
          {connection.organizationName && !connection.organizationConfirmed && (
            <Tag tone="limited">{t('unconfirmed')}</Tag>
          )}
        </p>
      </header>
      {/* The overview says it at length. */}
      {current !== 'overview' && <FrameVerdict connection={connection} />}
      <Tabs label={t('tabs')} tabs={tabs} />
      <div className="mt-7 flex flex-col gap-10 sm:mt-9 sm:gap-12">{children}</div>
    </>
  )
}

/** The verdict in the frame of every tab: what a tab says is read under it. */
function FrameVerdict({ connection: { verdict, provenAt } }: { connection: ConnectionSummary }) {
  const t = translations('verdict.reasons')
  const connections = translations('connections')
  return (
    <section
      aria-label={translations('connection')('verdict')}
      className={`${toneClass(verdictLook(verdict).tone)} mt-4 flex flex-wrap items-baseline gap-x-4 gap-y-1 border-l-4 border-tone-ink bg-tone-surface px-4 py-3`}
    >
      <VerdictLabel verdict={verdict} />
      <p>{t(`${verdict.reason}.sentence`)}</p>
      {provenAt && (
        <p className="text-sm text-soft">
          <span>{connections('lastProven')}</span> <Moment at={provenAt} relative />
        </p>
      )}
    </section>
  )
}
