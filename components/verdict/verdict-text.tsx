import { Moment } from '#components/time/moment'
import { scopeKey } from '#i18n/open-keys'
import { formatter, requestTime, translations } from '#i18n/server'
import type { Verdict } from '#lib/connection/types'
import { shownRaw } from '#lib/foreign-text'

/**
 * The line under the verdict: why it is so, and what that means for the reader. It is put together from pieces, so it is
 * an element that gives way as a whole: a browser that translates has moved the pieces away from under React.
 */
export function VerdictLine({ verdict }: { verdict: Verdict }) {
  const t = translations('verdict.reasons')
  const scopes = translations('scopes')
  const words = translations('words')
  const format = formatter()
  const now = requestTime()
  const { validUntil, missingScopes } = verdict
  // A time that has passed is no promise: the attempt is due, or somebody is making it.
  const nextAttemptAt = verdict.nextAttemptAt && verdict.nextAttemptAt > now ? verdict.nextAttemptAt : null
  const nameOf = (scope: string) => {
    const key = scopeKey(scope)
    return words('quoted', { text: key ? scopes(`${key}.title`) : shownRaw(scope) })
  }
  const missing = format.list(missingScopes.map(nameOf))
  return (
    <span key={[verdict.reason, missing, validUntil?.getTime(), nextAttemptAt?.getTime()].join()}>
      {t.rich(`${verdict.reason}.line`, {
        renewal: validUntil ? 'yes' : 'no',
        next: nextAttemptAt ? 'yes' : 'no',
        missing,
        until: () => (validUntil ? <Moment key="until" at={validUntil} relative /> : words('unknown')),
        attempt: () => (nextAttemptAt ? <Moment key="attempt" at={nextAttemptAt} relative /> : null),
      })}
    </span>
  )
}
