import 'server-only'
import { LIMITS } from '#lib/auth/limits/limit-catalogue'
import { type TooMany, throttle } from '#lib/auth/limits/throttle'
import { fail, ok, type Result } from '#lib/result'

/**
 * The calls of a key that a process lets through before it tells PostgreSQL. A durable write for each would cost more than
 * all the rest of a call. Several processes may so together go beyond the limit, by 19 calls each (decision 0048).
 */
const BATCH = 20
const MOST_KEYS = 20_000

/** What a process knows of a key in the present minute. */
interface Window {
  /** Let through, and not told yet. */
  untold: number
  /** How many may be let through before PostgreSQL is told. */
  free: number
  isSpent: boolean
  endsAt: number
  /** While it is being told of: who comes meanwhile waits, or a burst would go through untold. */
  telling: Promise<unknown> | null
}

const ofProcess = new Map<string, Window>()

/** Counts a call of a key over all processes. @param windows what this process knows; another one in tests */
export async function throttleCall(keyId: string, windows = ofProcess): Promise<Result<undefined, TooMany>> {
  for (;;) {
    const window = windowOf(keyId, windows)
    if (window.isSpent) return fail({ retryAfter: Math.max(1, Math.ceil((window.endsAt - performance.now()) / 1000)) })
    if (window.untold < window.free) {
      window.untold++
      return ok()
    }
    if (window.telling === null) return tell(keyId, window)
    await window.telling
  }
}

function windowOf(keyId: string, windows: Map<string, Window>): Window {
  const now = performance.now()
  const known = windows.get(keyId)
  if (known && (now < known.endsAt || known.telling !== null)) return known
  if (windows.size >= MOST_KEYS) windows.clear()
  const endsAt = now + LIMITS.api.seconds * 1000
  // What is not told yet is told of in the next minute: of no minute more than 19 calls of a process are missing.
  const begun = { untold: known?.untold ?? 0, free: BATCH - 1, isSpent: false, endsAt, telling: null }
  windows.set(keyId, begun)
  return begun
}

/** Tells of a batch, and of the call that fills it, which alone can be refused. */
async function tell(keyId: string, window: Window): Promise<Result<undefined, TooMany>> {
  const telling = throttle('api', keyId, window.untold + 1)
  window.telling = telling.catch(() => undefined)
  try {
    const told = await telling
    const [points, ms] = told.ok ? [told.value.points, told.value.ms] : [0, told.reason.retryAfter * 1000]
    const free = Math.min(BATCH - 1, points)
    Object.assign(window, { untold: 0, free, isSpent: !told.ok, endsAt: performance.now() + ms })
    return told.ok ? ok() : told
  } finally {
    window.telling = null
  }
}
