import { Goodbye } from '#components/account/goodbye'
import { translations } from '#i18n/server'
import { loadGoodbye } from '#lib/loaders/load-goodbye'

export async function generateMetadata() {
  const t = translations('goodbye')
  return { title: t('title') }
}

export default async function GoodbyePage({ searchParams }: PageProps<'/goodbye'>) {
  return <Goodbye {...(await loadGoodbye(await searchParams))} />
}
