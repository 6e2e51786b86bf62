import type { ReactNode } from 'react'
import type { ConnectionActions } from '#components/connection/connection-actions'
import { MemberLine } from '#components/connection/member-line'
import { Tabs } from '#components/layout/tabs'
import { Icon } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import { FrameVerdict } from '#components/verdict/frame-verdict'
import { VerdictAction } from '#components/verdict/verdict-action'
import { tenseOf } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { ConnectionSummary } from '#lib/loaders/views'

const TABS = ['overview', 'permissions', 'identity', 'activity'] as const
type TabName = (typeof TABS)[number]

interface ConnectionFrameProps {
  connection: ConnectionSummary
  current: TabName
  actions: ConnectionActions
  children: ReactNode
}

/** What all pages of one connection share: its name, the verdict with its one button, and the way between them. */
export function ConnectionFrame({ connection, current, actions, children }: ConnectionFrameProps) {
  const t = translations('connection')
  const { id, verdict, organizationName, organizationDoubt } = connection
  const home = `/connections/${id}`
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
          <bdi>{organizationName ?? t('organizationUnknown')}</bdi>
        </h1>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-soft">
          {connection.memberName && <MemberLine name={connection.memberName} role={connection.memberRole} />}
          {organizationDoubt && tenseOf(verdict) === 'present' && (
            <Tag tone="limited">{t(`doubts.${organizationDoubt}`)}</Tag>
          )}
        </p>
      </header>
      <FrameVerdict
        connection={connection}
        atLength={current === 'overview'}
        action={<VerdictAction verdict={verdict} connection={id} actions={actions} />}
      />
      <Tabs label={t('tabs')} tabs={tabs} />
      <div className="mt-7 flex flex-col gap-10 sm:mt-9 sm:gap-12">{children}</div>
    </>
  )
}
