/** Ends a request that nobody will answer. */
export function signal(milliseconds: number): AbortSignal {
  return AbortSignal.timeout(milliseconds)
}

/** True when a request was given up, rather than answered or refused. */
export async function unansweredAfter(milliseconds: number, ask: () => Promise<unknown>): Promise<boolean> {
  const began = performance.now()
  await ask().catch(() => undefined)
  return performance.now() - began >= milliseconds - 100
}
