import type { RequestListener, ServerResponse } from 'node:http'
import { KeptFor } from '#lib/kept-for'
import type { Unready } from '#lib/loaders/installation/load-readiness'
import { asksFor } from '#server/answer/asks-for'

type Reason = Unready | 'starting' | 'draining'
type Ask = (migrations: readonly string[]) => Promise<Unready[]>

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
  // Anybody may ask, and every answer costs a query.
  const known = new KeptFor<Promise<Reason[]>>(1_000)
  const reasons = (): Reason[] | Promise<Reason[]> => {
    if (isDraining) return ['draining']
    const { dashboardReady } = globalThis as typeof globalThis & { dashboardReady?: Ask }
    if (!dashboardReady) return ['starting']
    const now = performance.now()
    return known.recent(now) ?? known.keep(dashboardReady(migrations), now)
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
      if (asksFor(request, '/api/ready')) void reply(response)
      else next(request, response)
    },
  }
}
