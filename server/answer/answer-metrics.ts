import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestListener, ServerResponse } from 'node:http'
import { measureProcess } from '#lib/observe/metrics'
import { asksFor } from '#server/answer/asks-for'

const FORMAT = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Answers `/metrics` to whoever has the token, before Next; without a token of the settings there is no such page.
 * @param load what Next, or the worker, has to say
 */
export function answerMetrics(
  next: RequestListener,
  token: string | null,
  load: () => Promise<string> = askNext,
): RequestListener {
  if (token === null) return next
  measureProcess()
  const isRight = matcher(`Bearer ${token}`)
  return (request, response) => {
    if (!asksFor(request, '/metrics')) return next(request, response)
    if (!isRight(request.headers.authorization ?? '')) return refuse(response, 401, { 'WWW-Authenticate': 'Bearer' })
    load().then(
      (text) => response.writeHead(200, { 'Content-Type': FORMAT, 'Cache-Control': 'no-store' }).end(text),
      () => refuse(response, 503),
    )
  }
}

/** By digests, which take the same time whatever they are of, and have one length. */
function matcher(expected: string): (given: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = digest(expected)
  return (given) => timingSafeEqual(digest(given), wanted)
}

function refuse(response: ServerResponse, status: number, headers = {}): void {
  response.writeHead(status, { 'Content-Length': '0', ...headers }).end()
}

/** Handed over by instrumentation.ts, as the API is (decision 0048). */
async function askNext(): Promise<string> {
  const { dashboardMetrics } = globalThis as typeof globalThis & { dashboardMetrics?: () => Promise<string> }
  if (!dashboardMetrics) throw new Error('Next has not started.')
  return dashboardMetrics()
}
