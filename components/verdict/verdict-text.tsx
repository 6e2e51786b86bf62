import { scopeKey } from '#i18n/open-keys'
import { formatter, translations } from '#i18n/server'
import type { Verdict } from '#lib/connection/types'
import { shownRaw } from '#lib/text/foreign-text'

/** The line under the verdict: why it is so, and what that means for the reader. Its times stand beside it, under their names. */
export function verdictLine({ reason, missingScopes }: Verdict): string {
  const t = translations('verdict.reasons')
  const scopes = translations('scopes')
  const words = translations('words')
  const nameOf = (scope: string) => {
    const key = scopeKey(scope)
    return words('quoted', { text: key ? scopes(`${key}.title`) : shownRaw(scope) })
  }
  return t(`${reason}.line`, { missing: formatter().list(missingScopes.map(nameOf)) })
}
