import { Goodbye } from '#components/account/goodbye'
import { getTranslations } from '#i18n/server'
import { loadGoodbye } from '#lib/loaders/load-goodbye'

export async function generateMetadata() {
  const t = await getTranslations('goodbye')
  return { title: t('title') }
}

export default async function GoodbyePage({ searchParams }: PageProps<'/goodbye'>) {
  return <Goodbye {...(await loadGoodbye(await searchParams))} />
}
