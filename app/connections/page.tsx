import type { Metadata } from 'next'
import { cache } from 'react'
import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { archiveAllEnded, changePicked, dismissPending } from '#app/actions/list-actions'
import { ACTIONS } from '#app/connections/[id]/actions'
import { TROUBLE } from '#app/connections/trouble'
import { ConnectForm } from '#components/connect-form'
import { ElsewhereNotice } from '#components/connection/elsewhere-notice'
import { FOUND, isLimited } from '#components/list/list-address'
import { ListBar } from '#components/list/list-bar'
import { ListGroups } from '#components/list/list-groups'
import { ListPager } from '#components/list/list-pager'
import { ListSearch } from '#components/list/list-search'
import { PendingLine } from '#components/list/pending-line'
import { PickTools } from '#components/list/pick-tools'
import { EmptyState } from '#components/ui/empty-state'
import { buttonClass } from '#components/ui/form/button-class'
import { PageHeading } from '#components/ui/page-heading'
import { PassingForm } from '#components/ui/pass-focus'
import { translations } from '#i18n/server'
import { readWish } from '#lib/loaders/list/list-wish'
import { loadConnections } from '#lib/loaders/list/load-connections'
import type { ConnectionListView } from '#lib/loaders/views'

/** So few are seen at a glance. */
const FEW = 5

/** Asked once for the title and for the page. */
const load = cache((asked: string) => loadConnections(readWish(JSON.parse(asked))))

/** Among the tabs of a browser the list shows whether anything is to be done. */
export async function generateMetadata({ searchParams }: PageProps<'/connections'>): Promise<Metadata> {
  // Whatever is wrong, the page itself says it.
  const counts = (await load(JSON.stringify(await searchParams)).catch(() => null))?.counts
  const t = translations('connections')
  if (!counts || counts.needs_you + counts.needs_administrator === 0) return { title: t('title') }
  const part = counts.needs_you > 0 ? 'needs_you' : 'needs_administrator'
  return { title: `${t(`parts.${part}`, { count: counts[part] })} · ${t('title')}`, icons: TROUBLE }
}

export default async function ConnectionsPage({ searchParams }: PageProps<'/connections'>) {
  const view = await load(JSON.stringify(await searchParams))
  const { wish, counts, groups, pendingSince } = view
  const t = translations('connections')
  const start = translations('connect')
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const limited = isLimited(wish)
  const pending = pendingSince && <PendingLine since={pendingSince} dismiss={dismissPending} />
  const connect = (variant: 'primary' | 'secondary', text: string) => (
    <ConnectForm action={connectWithQonto} intent="connect" variant={variant} pending={start('pending')}>
      {text}
    </ConnectForm>
  )
  return (
    <>
      <PageHeading
        title={t('title')}
        lead={total > 0 && <span aria-live="polite">{t('answer', counts)}</span>}
        aside={total > 0 && connect('secondary', start('another'))}
      />
      <div className="flex flex-col gap-4 sm:gap-6">
        {view.grantedElsewhere && <ElsewhereNotice />}
        {total > 1 && <ListBar counts={counts} wish={wish} />}
        {(total > 1 || limited) && (
          <div className="list-tools">
            {(total > FEW || limited) && <ListSearch wish={wish} labels={view.labels} />}
            <PickTools
              action={changePicked}
              isArchive={wish.show === 'archived'}
              hasEnded={counts.ended + counts.archived > 0}
            />
          </div>
        )}
        {total === 0 && (
          <EmptyState title={t('emptyTitle')} action={connect('primary', start('button'))}>
            {t('empty')}
          </EmptyState>
        )}
        <Found {...view} />
        <ListGroups
          view={view}
          actions={ACTIONS}
          pending={pending}
          folded={!limited && groups.length > 1}
          archive={counts.ended > 0 && <ArchiveAll />}
        />
        <ListPager wish={wish} pages={view.pages} found={view.found} />
        {total > 0 && (
          <a href="/activity" className="prose-link self-start text-sm">
            {translations('activity')('allTitle')}
          </a>
        )}
      </div>
    </>
  )
}

/** Takes the focus when something else was asked for. Of the whole list it is said only to whoever hears the page. */
function Found({ wish, found, pages }: Pick<ConnectionListView, 'wish' | 'found' | 'pages'>) {
  const t = translations('connections')
  const isPart = isLimited(wish) || wish.page > 1
  return (
    <p
      id={FOUND}
      tabIndex={-1}
      className={isPart ? 'scroll-mt-[100vh]' : 'sr-only scroll-mt-[100vh] focus:not-sr-only'}
    >
      {pages > 1 ? t('pageOf', { page: wish.page, pages, found }) : t('found', { found })}
    </p>
  )
}

/** One act for everything that has ended. */
function ArchiveAll() {
  return (
    <PassingForm action={archiveAllEnded} to={FOUND}>
      <button type="submit" className={buttonClass('plain', 'px-0!')}>
        {translations('connections')('archiveAll')}
      </button>
    </PassingForm>
  )
}
