import type { IconName } from '#components/ui/icon'
import type { Tone } from '#components/ui/tone'
import type { Verdict, VerdictReason, VerdictState } from '#lib/connection/types'

interface VerdictLook {
  tone: Tone
  icon: IconName
}

const LOOKS: Record<VerdictState, VerdictLook> = {
  never: { tone: 'quiet', icon: 'dot' },
  pending: { tone: 'info', icon: 'hands' },
  ok: { tone: 'good', icon: 'check' },
  limited: { tone: 'limited', icon: 'slash' },
  no_renew: { tone: 'attention', icon: 'hands' },
  trouble: { tone: 'attention', icon: 'bang' },
  expiring: { tone: 'attention', icon: 'hands' },
  broken: { tone: 'broken', icon: 'bang' },
  operator: { tone: 'broken', icon: 'wrench' },
  locked: { tone: 'broken', icon: 'lock' },
  frozen: { tone: 'quiet', icon: 'pause' },
  gone: { tone: 'quiet', icon: 'square' },
}

/** How a verdict looks. Its words say the same. */
export function verdictLook({ state, reason }: Pick<Verdict, 'state' | 'reason'>): VerdictLook {
  if (reason === 'disconnect_unconfirmed' || reason === 'disconnect_given_up')
    return { tone: 'attention', icon: 'bang' }
  return LOOKS[state]
}

/** Under which name the label of a verdict stands in the message files. */
export function labelKey({ state, reason }: Pick<Verdict, 'state' | 'reason'>): VerdictState | 'gone_unconfirmed' {
  return reason === 'disconnect_unconfirmed' || reason === 'disconnect_given_up' ? 'gone_unconfirmed' : state
}

/** True while nobody here can tell until when it works: its tokens cannot be read or used here, and may live elsewhere. */
export function isEndUnknown({ state, reason }: Pick<Verdict, 'state' | 'reason'>): boolean {
  return state === 'locked' || reason === 'database_copied' || reason === 'other_app'
}

/** What Qonto itself has said or what its own rules say. Of everything else we only know since when it is not used. */
const PROVEN_ENDS: ReadonlySet<VerdictReason> = new Set([
  'disconnected',
  'grant_refused',
  'access_expired',
  'lapsed',
  'consent_withdrawn',
  'answer_lost',
  'restored',
])

/** True when the end is a fact, and not only our own decision. */
export function isEndProven({ reason }: Pick<Verdict, 'reason'>): boolean {
  return PROVEN_ENDS.has(reason)
}

/** True while it works, or ends as its owner wants: such a verdict needs no slab of colour and no strong button. */
export function isCalm({ state, reason }: Pick<Verdict, 'state' | 'reason'>): boolean {
  return state === 'ok' || state === 'limited' || reason === 'disconnected'
}

/** What a page may say of the access itself. */
export type Tense =
  /** It is used, or could be at once. */
  | 'present'
  /** It was lost or cannot be used, and Qonto may still know it. */
  | 'lost'
  /** Nobody can tell from here. */
  | 'unknown'
  /** It was ended, and that is proven. */
  | 'ended'
  /** It was ended here, and Qonto has not confirmed it. */
  | 'unproven'

/** In which tense a page speaks of what a connection may do, who gave it and until when: none contradicts the verdict. */
export function tenseOf({ state, reason }: Pick<Verdict, 'state' | 'reason'>): Tense {
  if (reason === 'disconnect_unconfirmed' || reason === 'disconnect_given_up') return 'unproven'
  if (state === 'gone') return 'ended'
  if (isEndUnknown({ state, reason })) return 'unknown'
  return state === 'broken' ? 'lost' : 'present'
}
