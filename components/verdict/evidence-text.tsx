import { codeKey, eventKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { Verdict, VerdictReason } from '#lib/connection/types'

/** Where the event alone would mislead: a failed attempt is not "Checked", and an end is not "Renewed". */
const PROOFS = {
  proven: 'proven',
  scopes_missing: 'proven',
  organization_unconfirmed: 'proven',
  organization_taken: 'proven',
  other_owner: 'other_owner',
  unreachable: 'attempt_failed',
  rate_limited: 'attempt_failed',
  outcome_unknown: 'renewal_begun',
  access_expired: 'ended',
  lapsed: 'ended',
} as const satisfies Partial<Record<VerdictReason, string>>

/** What happened that the verdict rests on, in two or three words. */
export function evidenceText({ reason, evidence }: Verdict): string {
  const t = translations()
  if (isProof(reason)) return t(`verdict.proofs.${PROOFS[reason]}`)
  const event = eventKey(evidence.event)
  if (event) return t(`activity.events.${event}`)
  const code = codeKey(evidence.event)
  return code ? t(`codes.${code}`) : t('activity.unknownEvent')
}

function isProof(reason: VerdictReason): reason is keyof typeof PROOFS {
  return Object.hasOwn(PROOFS, reason)
}
