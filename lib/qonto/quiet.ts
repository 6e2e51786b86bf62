/** Qonto limits its callers by address (Qonto, "Rate limits"), so what one call is told is true for every call of this process. */
const LONGEST_MS = 15 * 60_000

// On `globalThis`, because Next may load this module more than once.
const holder = globalThis as typeof globalThis & { qontoQuietUntil?: number }

/** Qonto asked to be left alone. @param ms for how long */
export function keepQuiet(ms: number): void {
  const until = performance.now() + Math.min(ms, LONGEST_MS)
  holder.qontoQuietUntil = Math.max(holder.qontoQuietUntil ?? 0, until)
}

/** True while nothing should be asked that can wait. */
export function isQuiet(): boolean {
  return performance.now() < (holder.qontoQuietUntil ?? 0)
}
