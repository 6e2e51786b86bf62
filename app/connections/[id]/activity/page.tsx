import { connectionTitle } from '#app/connections/[id]/title'
import { ActivityFilter } from '#components/activity/activity-filter'
import { ActivityLog } from '#components/activity/activity-log'
import { ConnectionFrame } from '#components/connection/connection-frame'
import { translations } from '#i18n/server'
import { loadActivity } from '#lib/loaders/connection/load-activity'

export async function generateMetadata({ params }: PageProps<'/connections/[id]/activity'>) {
  return { title: await connectionTitle((await params).id, 'activity') }
}

export default async function ActivityPage({ params, searchParams }: PageProps<'/connections/[id]/activity'>) {
  const t = translations('activity')
  const [{ id }, { event, before }] = await Promise.all([params, searchParams])
  const paged = typeof before === 'string'
  const activity = await loadActivity(id, {
    ...(typeof event === 'string' && event && { event }),
    ...(paged && { before }),
  })
  return (
    <ConnectionFrame connection={activity.connection} current="activity">
      <section aria-labelledby="activity" className="flex flex-col gap-5">
        <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
          <h2 id="activity" className="text-2xl leading-tight font-semibold tracking-[-0.02em]">
            {t('title')}
          </h2>
          <ActivityFilter events={activity.events} filter={activity.filter} />
        </div>
        <ActivityLog activity={activity} home={`/connections/${activity.connection.id}/activity`} paged={paged} />
      </section>
    </ConnectionFrame>
  )
}
