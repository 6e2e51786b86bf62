import { begunEventKey, eventKey, failedEventKey, stepKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { ActivityEntry } from '#lib/loaders/views'

/** What happened, in one sentence. */
export function entrySentence({ event, outcome, details }: ActivityEntry): string {
  const t = translations('activity')
  const step = event === 'disconnect_step' ? stepKey(String(details.step)) : null
  if (step) return t(`steps.${step}`)
  const failed = outcome === 'failed' ? failedEventKey(event) : null
  if (failed) return t(`failures.${failed}`)
  const begun = outcome === 'started' ? begunEventKey(event) : null
  if (begun) return t(`begun.${begun}`)
  const known = eventKey(event)
  return known ? t(`meanings.${known}`) : t('unknownEvent')
}

/** Who did it. */
export function actorText({ actor, details }: ActivityEntry): string {
  const t = translations('activity')
  return details.key === undefined ? t(`actors.${actor}`) : t('actors.key', { name: String(details.key) })
}
