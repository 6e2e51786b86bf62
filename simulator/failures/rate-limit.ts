/** Qonto's limits per address: 1,000 requests in 10 s, 10,000 in 10 min, and at most 200 answers 401 in an hour. */
export interface Limits {
  per10Seconds: number
  per10Minutes: number
  unauthorizedPerHour: number
}

export const QONTO_LIMITS: Limits = { per10Seconds: 1_000, per10Minutes: 10_000, unauthorizedPerHour: 200 }

export interface Limiter {
  limits: Limits
  requests: Map<string, number[]>
  unauthorized: Map<string, number[]>
}

export function newLimiter(): Limiter {
  return { limits: QONTO_LIMITS, requests: new Map(), unauthorized: new Map() }
}

/** Counts a request; the answer is the seconds to wait when it is one too many, else null. */
export function countRequest(limiter: Limiter, address: string): number | null {
  const { limits } = limiter
  const unauthorized = recent(limiter.unauthorized, address, 3_600_000)
  if (unauthorized.length > limits.unauthorizedPerHour)
    return secondsUntilFree(unauthorized, limits.unauthorizedPerHour, 3_600_000)
  const requests = recent(limiter.requests, address, 600_000)
  if (requests.length >= limits.per10Minutes) return secondsUntilFree(requests, limits.per10Minutes - 1, 600_000)
  const start = Date.now() - 10_000
  const lately = requests.slice(Math.max(0, requests.length - limits.per10Seconds)).filter((at) => at > start)
  if (lately.length >= limits.per10Seconds) return secondsUntilFree(lately, limits.per10Seconds - 1, 10_000)
  requests.push(Date.now())
  return null
}

export function countUnauthorized(limiter: Limiter, address: string): void {
  recent(limiter.unauthorized, address, 3_600_000).push(Date.now())
}

function recent(all: Map<string, number[]>, address: string, windowMs: number): number[] {
  const times = all.get(address) ?? []
  const start = Date.now() - windowMs
  const first = times.findIndex((at) => at > start)
  times.splice(0, first === -1 ? times.length : first)
  all.set(address, times)
  return times
}

/** When so many have left the window that no more than `allowed` are in it. */
function secondsUntilFree(times: number[], allowed: number, windowMs: number): number {
  const leaving = times[Math.max(0, times.length - allowed - 1)] ?? Date.now()
  return Math.max(1, Math.ceil((leaving + windowMs - Date.now()) / 1000))
}
