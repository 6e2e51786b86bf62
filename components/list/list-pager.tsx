import { listAddress } from '#components/list/list-address'
import { buttonClass } from '#components/ui/form/button-class'
import { translations } from '#i18n/server'
import type { ConnectionListView } from '#lib/loaders/views'

/** The way through a long list. */
export function ListPager({ wish, pages, found }: Pick<ConnectionListView, 'wish' | 'pages' | 'found'>) {
  const t = translations('connections')
  if (pages < 2) return null
  const { page } = wish
  const link = (to: number, text: string) => (
    <a href={listAddress(wish, { page: to })} className={buttonClass('secondary', '')}>
      {text}
    </a>
  )
  return (
    <nav aria-label={t('pages')} className="flex flex-wrap items-center gap-3">
      {page > 1 && link(page - 1, t('previous'))}
      {page < pages && link(page + 1, t('next'))}
      <p className="text-soft">{t('pageOf', { page, pages, found })}</p>
    </nav>
  )
}
