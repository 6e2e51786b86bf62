/** Short against every deadline, and long enough that a hundred requests cost nothing. */
const TICK_MS = 250

export interface Deadline {
  /** Aborted when the time is over. */
  signal: AbortSignal
  /** The work is done: the deadline is forgotten. */
  end(): void
}

/**
 * A deadline that counts only the time in which this process runs. After a pause (a closed lid, a live migration,
 * SIGSTOP) Node runs timers that are overdue before it reads its sockets, so that a plain timer throws away an answer
 * which has long arrived. Here a pause counts as one tick, and at the tick after it nothing is given up: what lies in the
 * sockets is read first.
 */
export function startDeadline(ms: number): Deadline {
  const controller = new AbortController()
  let [left, last] = [ms, performance.now()]
  const tick = () => {
    const passed = performance.now() - last
    last += passed
    left -= Math.min(passed, 2 * TICK_MS)
    const wasPaused = passed > 2 * TICK_MS
    if (left > 0 || wasPaused) next()
    // After one look at the sockets, which come between a timer and this.
    else setImmediate(() => controller.abort(new DOMException('The time is over.', 'TimeoutError')))
  }
  let timer: NodeJS.Timeout
  const next = () => {
    timer = setTimeout(tick, Math.min(Math.max(left, 1), TICK_MS)).unref()
  }
  next()
  return { signal: controller.signal, end: () => clearTimeout(timer) }
}

/** Waits for work that cannot be stopped until the signal is aborted, and then throws the signal's reason. */
export function waitUntil<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  return Promise.race([work, late])
}

/** Waits so long and not longer, with a deadline as above. */
export function waitAtMost<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const { signal, end } = startDeadline(ms)
  return waitUntil(signal, work).finally(end)
}

/**
 * How many milliseconds have passed since, by the clock that says more: the monotonic one stands still while a computer
 * sleeps, and the wall clock may be set back.
 */
export function startStopwatch(): () => number {
  const [monotonic, wall] = [performance.now(), Date.now()]
  return () => Math.max(performance.now() - monotonic, Date.now() - wall)
}
