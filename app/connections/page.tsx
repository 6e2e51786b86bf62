import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { ConnectForm } from '#components/connect-form'
import { ConnectionRow } from '#components/connection/connection-row'
import { ElsewhereNotice } from '#components/connection/elsewhere-notice'
import { PendingNotice } from '#components/connection/pending-notice'
import { EmptyState } from '#components/ui/empty-state'
import { PageHeading } from '#components/ui/page-heading'
import { byUrgency, needsSomebody } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import { loadConnections } from '#lib/loaders/connection/load-connections'

export async function generateMetadata() {
  const t = translations('connections')
  return { title: t('title') }
}

export default async function ConnectionsPage() {
  const { connections, pendingSince, grantedElsewhere } = await loadConnections()
  const t = translations('connections')
  const start = translations('connect')
  const empty = connections.length === 0
  const ended = connections.filter(({ verdict }) => verdict.state === 'gone').length
  return (
    <>
      <PageHeading
        title={t('title')}
        lead={
          empty
            ? undefined
            : t('lead', {
                count: connections.length - ended,
                ended,
                waiting: connections.filter(needsSomebody).length,
              })
        }
        aside={
          !empty && (
            <ConnectForm action={connectWithQonto} intent="connect" variant="secondary" pending={start('pending')}>
              {start('another')}
            </ConnectForm>
          )
        }
      />
      <div className="flex flex-col gap-5">
        {grantedElsewhere && <ElsewhereNotice />}
        {pendingSince && <PendingNotice since={pendingSince} connect={connectWithQonto} />}
        {empty ? (
          <EmptyState
            title={t('emptyTitle')}
            action={
              <ConnectForm action={connectWithQonto} intent="connect" pending={start('pending')}>
                {start('button')}
              </ConnectForm>
            }
          >
            {t('empty')}
          </EmptyState>
        ) : (
          <ul aria-label={t('list')} className="flex flex-col gap-4">
            {connections.toSorted(byUrgency).map((connection) => (
              <ConnectionRow key={connection.id} connection={connection} />
            ))}
          </ul>
        )}
      </div>
    </>
  )
}
