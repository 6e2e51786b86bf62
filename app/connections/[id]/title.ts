import 'server-only'
import { labelKey } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import { loadSummary } from '#lib/loaders/connection/load-summary'

type PageName = 'overview' | 'permissions' | 'identity' | 'activity' | 'receipt'

/** The title of a page of a connection: which one it is, and whether it works, legible in a row of browser tabs. */
export async function connectionTitle(id: string, page: PageName) {
  const t = translations('connection')
  const states = translations('verdict.states')
  // Whatever is wrong, the page itself says it; here it only costs the better title.
  const summary = await loadSummary(id).catch(() => null)
  const name = page === 'receipt' ? translations('receipt')('title') : t(page)
  if (!summary) return name
  const { verdict, organizationName } = summary
  const state = states(labelKey(verdict))
  return t('pageTitle', { state, organization: organizationName ?? t('organizationUnknown'), page: name })
}
