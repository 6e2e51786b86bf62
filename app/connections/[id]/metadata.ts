import 'server-only'
import type { Metadata } from 'next'
import { TROUBLE } from '#app/connections/trouble'
import { isCalm, labelKey } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import { loadSummary } from '#lib/loaders/connection/load-summary'

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
  const organization = short(organizationName ?? t('organizationUnknown'))
  const title = t('pageTitle', { state: states(labelKey(verdict)), organization, page: name })
  return isCalm(verdict) || verdict.state === 'frozen' ? { title } : { title, icons: TROUBLE }
}

/** More hides the state in a row of tabs. */
const LONGEST = 40

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** Isolated where it is written from right to left, because what follows is not. */
function short(name: string): string {
  const letters = Array.from(name)
  const shown = letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('').trimEnd()}…` : name
  return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown
}
