import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { titled } from '#app/titled'
import { JoinBoth } from '#components/account/join-both'
import { PageHeading } from '#components/ui/page-heading'
import { translations } from '#i18n/server'
import { loadJoin } from '#lib/loaders/load-join'

export const generateMetadata = titled(() => translations('join')('title'))

export default async function JoinPage() {
  const t = translations('join')
  const { fresh } = await loadJoin()
  return (
    <>
      <PageHeading title={t('title')} lead={t('lead')} />
      <JoinBoth fresh={fresh} connect={connectWithQonto} />
    </>
  )
}
