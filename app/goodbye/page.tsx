import { titled } from '#app/titled'
import { Goodbye } from '#components/account/goodbye'
import { translations } from '#i18n/server'
import { loadGoodbye } from '#lib/loaders/load-goodbye'

export const generateMetadata = titled(() => translations('goodbye')('title'))

export default async function GoodbyePage({ searchParams }: PageProps<'/goodbye'>) {
  return <Goodbye {...(await loadGoodbye(await searchParams))} />
}
