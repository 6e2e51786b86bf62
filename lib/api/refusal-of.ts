import 'server-only'
import { pageOf } from '#lib/addresses'
import type { Problem } from '#lib/api/problems'
import type { TokenRefusal } from '#lib/connection/failures'

const LATER = { code: 'later', retryAfter: 30 } as const

/** Where a person can mend it; a new reason why there is no token does not compile without its problem. */
const MENDED = {
  gone: { code: 'disconnected' },
  paused: { code: 'paused' },
  reconnect: { code: 'reconnect' },
  other_owner: { code: 'reconnect' },
  operator: { code: 'setup_problem' },
  locked: { code: 'locked' },
  later: LATER,
  unauthorized: { code: 'reconnect' },
} as const satisfies Record<TokenRefusal | 'unauthorized', Problem>

/** What only has to be waited for, or told to an administrator: there is nothing that its owner could mend. */
const WAITS = {
  too_soon: { code: 'too_many_requests', retryAfter: 5, detail: 'It was proven a moment ago.' },
  running: { code: 'busy', retryAfter: 5 },
  unavailable: { code: 'unavailable', retryAfter: 5 },
  other: { code: 'failed' },
} as const satisfies Record<string, Problem>

type Known = typeof MENDED & typeof WAITS
/** The codes that these reasons lead to. */
type CodeOf<Reason extends string> = Reason extends keyof Known ? Known[Reason]['code'] : 'later'

const LISTED = {
  waits: new Map<string, Problem>(Object.entries(WAITS)),
  mended: new Map<string, Problem>(Object.entries(MENDED)),
}

/**
 * The problem for a reason why there is no token, or why an act was not done, with the page where a person can mend it.
 * A reason that is not listed is a failure of Qonto's API, and passes.
 */
export function refusalOf<Reason extends string>(
  reason: Reason,
  id: string,
): { ok: false; reason: Problem<CodeOf<Reason>> }
export function refusalOf(reason: string, id: string): { ok: false; reason: Problem } {
  const wait = LISTED.waits.get(reason)
  return { ok: false, reason: wait ?? { ...(LISTED.mended.get(reason) ?? LATER), actionUrl: pageOf(id) } }
}
