import 'server-only'
import { pageOf } from '#lib/api/addresses'
import type { Problem } from '#lib/api/problems'
import type { TokenRefusal } from '#lib/connection/failures'

const LATER: Problem = { code: 'later', retryAfter: 30 }

/** Why there is no token; a new reason does not compile without its problem. */
const NO_TOKEN: Record<TokenRefusal, Problem> = {
  gone: { code: 'disconnected' },
  paused: { code: 'paused' },
  reconnect: { code: 'reconnect' },
  other_owner: { code: 'reconnect' },
  operator: { code: 'setup_problem' },
  locked: { code: 'locked' },
  later: LATER,
}

/** What only has to be waited for: there is nothing that a person could mend. */
const WAITS = new Map<string, Problem>([
  ['too_soon', { code: 'too_many_requests', retryAfter: 5, detail: 'It was proven a moment ago.' }],
  ['running', { code: 'busy', retryAfter: 5 }],
  ['unavailable', { code: 'unavailable', retryAfter: 5 }],
])

const MENDED = new Map<string, Problem>([...Object.entries(NO_TOKEN), ['unauthorized', NO_TOKEN.reconnect]])

/**
 * The problem for a reason why there is no token, or why an act was not done, with the page where a person can mend it.
 * A reason that is not listed is a failure of Qonto's API, and passes.
 */
export function refusalOf(reason: string, id: string): { ok: false; reason: Problem } {
  const wait = WAITS.get(reason)
  return { ok: false, reason: wait ?? { ...(MENDED.get(reason) ?? LATER), actionUrl: pageOf(id) } }
}
