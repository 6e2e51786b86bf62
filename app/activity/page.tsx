import { titled } from '#app/titled'
import { ActivityFilter } from '#components/activity/activity-filter'
import { ActivityLog } from '#components/activity/activity-log'
import { dayOf } from '#components/activity/day-of'
import { PageHeading } from '#components/ui/page-heading'
import { translations } from '#i18n/server'
import { loadAllActivity } from '#lib/loaders/activity/load-activity'
import { readActivityQuery } from '#lib/loaders/activity/read-query'

export const generateMetadata = titled(() => translations('activity')('allTitle'))

export default async function AllActivityPage({ searchParams }: PageProps<'/activity'>) {
  const t = translations('activity')
  const page = await loadAllActivity(readActivityQuery(await searchParams), dayOf)
  return (
    <>
      <PageHeading title={t('allTitle')} lead={t('allLead')} aside={<ActivityFilter kind={page.query.kind} />} />
      <ActivityLog page={page} home="/activity" />
    </>
  )
}
