import { Moment } from '#components/ui/moment'
import { scopeKey } from '#i18n/open-keys'
import { getFormatter, getTranslations } from '#i18n/server'
import type { Verdict } from '#lib/connection/types'

/** The line under the verdict: why it is so, and what that means for the reader. */
export async function VerdictLine({ verdict }: { verdict: Verdict }) {
  const [t, scopes, words, format] = await Promise.all([
    getTranslations('verdict.reasons'),
    getTranslations('scopes'),
    getTranslations('words'),
    getFormatter(),
  ])
  const { validUntil, nextAttemptAt, missingScopes } = verdict
  const nameOf = (scope: string) => {
    const key = scopeKey(scope)
    return words('quoted', { text: key ? scopes(`${key}.title`) : scope })
  }
  return t.rich(`${verdict.reason}.line`, {
    renewal: validUntil ? 'yes' : 'no',
    next: nextAttemptAt ? 'yes' : 'no',
    missing: format.list(missingScopes.map(nameOf)),
    until: () => (validUntil ? <Moment key="until" at={validUntil} relative /> : words('unknown')),
    attempt: () => (nextAttemptAt ? <Moment key="attempt" at={nextAttemptAt} relative /> : null),
  })
}
