import { codeKey, outcomeReasonKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { ActionOutcome, ShownOutcome } from '#lib/connection/action-outcome'

export type DoneText = 'done' | 'checked' | 'paused' | 'resumed' | 'subscribed' | 'accepted' | 'takenBack'

/** What became of an action, in one sentence and with its time. Said on the server, so that a page need not carry every sentence. */
export function showOutcome(outcome: ActionOutcome, done: DoneText = 'done'): ShownOutcome {
  if (outcome.status === 'idle') return outcome
  const t = translations()
  if (outcome.status === 'done') return { ...outcome, text: t(`outcome.${done}`) }
  const { status, reason } = outcome
  const at = new Date().toISOString()
  const known = outcomeReasonKey(reason)
  if (known) return { status, at, text: t(`outcome.reasons.${known}`) }
  const code = codeKey(reason)
  return { status, at, text: code ? t(`codes.${code}`) : t('outcome.failed') }
}
