import { ACTIONS } from '#app/connections/[id]/actions'
import { connectionMetadata } from '#app/connections/[id]/metadata'
import { ActivityFilter } from '#components/activity/activity-filter'
import { ActivityLog } from '#components/activity/activity-log'
import { dayOf } from '#components/activity/day-of'
import { ConnectionFrame } from '#components/connection/connection-frame'
import { translations } from '#i18n/server'
import { loadActivity } from '#lib/loaders/activity/load-activity'
import { readActivityQuery } from '#lib/loaders/activity/read-query'

export async function generateMetadata({ params }: PageProps<'/connections/[id]/activity'>) {
  return connectionMetadata((await params).id, 'activity')
}

export default async function ActivityPage({ params, searchParams }: PageProps<'/connections/[id]/activity'>) {
  const t = translations('activity')
  const [{ id }, asked] = await Promise.all([params, searchParams])
  const activity = await loadActivity(id, readActivityQuery(asked), dayOf)
  return (
    <ConnectionFrame connection={activity.connection} current="activity" actions={ACTIONS}>
      <section aria-labelledby="activity" className="flex flex-col gap-5">
        <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
          <h2 id="activity" className="text-2xl leading-tight font-semibold tracking-[-0.02em]">
            {t('title')}
          </h2>
          <ActivityFilter kind={activity.query.kind} />
        </div>
        <a href="/activity" className="prose-link self-start text-sm">
          {t('allTitle')}
        </a>
        <ActivityLog page={activity} home={`/connections/${id}/activity`} />
      </section>
    </ConnectionFrame>
  )
}
