import 'server-only'
import type { Metadata } from 'next'
import { isCalm, labelKey } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import { loadSummary } from '#lib/loaders/connection/load-summary'
import trouble from '../trouble.svg'

/** What a row of browser tabs shows: which connection a page is about and whether it works, in words and by the icon. */
export async function connectionMetadata(
  id: string,
  page: 'overview' | 'permissions' | 'identity' | 'activity' | 'receipt',
): Promise<Metadata> {
  const t = translations('connection')
  const states = translations('verdict.states')
  // Whatever is wrong, the page itself says it; here it only costs the better title.
  const summary = await loadSummary(id).catch(() => null)
  const name = page === 'receipt' ? translations('receipt')('title') : t(page)
  if (!summary) return { title: name }
  const { verdict, organizationName } = summary
  const organization = organizationName ?? t('organizationUnknown')
  const title = t('pageTitle', { state: states(labelKey(verdict)), organization, page: name })
  return isCalm(verdict) || verdict.state === 'frozen' ? { title } : { title, icons: TROUBLE }
}

const TROUBLE = { icon: [{ url: trouble.src, type: 'image/svg+xml', sizes: 'any' }] }
