import { discardHeldGrant, keepHeldGrant } from '#app/actions/hold-actions'
import { HoldQuestion } from '#components/connection/hold-question'
import { getTranslations } from '#i18n/server'
import { loadHold } from '#lib/loaders/load-hold'

export async function generateMetadata() {
  const t = await getTranslations('hold')
  return { title: t('title') }
}

export default async function OtherOrganisationPage({
  params,
  searchParams,
}: PageProps<'/connections/[id]/other-organisation'>) {
  const [{ id }, { hold }] = await Promise.all([params, searchParams])
  return <HoldQuestion hold={await loadHold(id, hold)} keep={keepHeldGrant} discard={discardHeldGrant} />
}
