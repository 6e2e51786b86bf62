import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Unready } from '#lib/loaders/load-readiness'

type Reason = Unready | 'starting' | 'draining'
type Ask = (migrations: readonly string[]) => Promise<Unready[]>

/** Anybody may ask, and every answer costs a query. */
const REMEMBER_MS = 1_000

export interface Readiness {
  /** From now on this process says that nobody should be sent here; what comes all the same is still answered. */
  turnAway(): void
  answer(next: RequestListener): RequestListener
}

/**
 * Answers `/api/ready`, before Next for the same reason as the API, and because only the server knows that it is about to
 * stop. Database and keys are asked by what Next has built: instrumentation.ts hands it over.
 * @param migrations the names of those that this version was built with
 */
export function readiness(migrations: readonly string[]): Readiness {
  let isDraining = false
  let known: { until: number; reasons: Promise<Reason[]> } | null = null
  const reasons = (): Reason[] | Promise<Reason[]> => {
    if (isDraining) return ['draining']
    const { dashboardReady } = globalThis as typeof globalThis & { dashboardReady?: Ask }
    if (!dashboardReady) return ['starting']
    const now = performance.now()
    if (!known || now > known.until) known = { until: now + REMEMBER_MS, reasons: dashboardReady(migrations) }
    return known.reasons
  }
  const reply = async (response: ServerResponse) => {
    const found = await reasons()
    const text = JSON.stringify({ ready: found.length === 0, reasons: found })
    const headers = { 'Content-Type': 'application/json', 'Content-Length': String(text.length) }
    response.writeHead(found.length === 0 ? 200 : 503, headers).end(text)
  }
  return {
    turnAway: () => {
      isDraining = true
    },
    answer: (next) => (request, response) => {
      // Connections that a proxy keeps open end with this answer, and not under a request that it has just sent.
      if (isDraining) response.setHeader('Connection', 'close')
      if (isAsked(request)) void reply(response)
      else next(request, response)
    },
  }
}

function isAsked({ method, url }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && url?.split('?', 1)[0] === '/api/ready'
}
