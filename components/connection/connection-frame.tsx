import type { ReactNode } from 'react'
import { MemberLine } from '#components/connection/member-line'
import { Icon } from '#components/ui/icon'
import { Tabs } from '#components/ui/tabs'
import { Tag } from '#components/ui/tag'
import { getTranslations } from '#i18n/server'
import type { ConnectionSummary } from '#lib/loaders/views'

const TABS = ['overview', 'permissions', 'identity', 'activity'] as const
type TabName = (typeof TABS)[number]

interface ConnectionFrameProps {
  connection: ConnectionSummary
  current: TabName
  children: ReactNode
}

/** What all pages of one connection share: its name and the way between them. */
export async function ConnectionFrame({ connection, current, children }: ConnectionFrameProps) {
  const t = await getTranslations('connection')
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
      <Tabs label={t('tabs')} tabs={tabs} />
      <div className="mt-7 flex flex-col gap-10 sm:mt-9 sm:gap-12">{children}</div>
    </>
  )
}
