import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'

/**
 * Loaded into our server before its own code (`--import`): tells by IPC how long each request took, and how much of that was waiting for
 * requests of its own, which go to Qonto. Requests are sent one after the other meanwhile, so what overlaps belongs together.
 */

export interface Observed {
  path: string
  /** From the request's head to the end of the answer, ms. */
  ms: number
  /** Of that, while at least one request to Qonto was on its way, ms. */
  outside: number
}

const begun = new WeakMap<object, number>()
const open = new Set<ClientRequest>()
let [outside, since] = [0, 0]

function goOut(request: ClientRequest): void {
  if (open.size === 0) since = performance.now()
  open.add(request)
  request.once('close', () => comeBack(request))
}

function comeBack(request: ClientRequest): void {
  if (open.delete(request) && open.size === 0) outside += performance.now() - since
}

subscribe('http.client.request.start', (message) => goOut((message as { request: ClientRequest }).request))
subscribe('http.client.response.finish', (message) => {
  const { request, response } = message as { request: ClientRequest; response: IncomingMessage }
  response.once('end', () => comeBack(request))
})
subscribe('http.server.request.start', (message) => {
  begun.set((message as { request: IncomingMessage }).request, performance.now())
  outside = 0
})
subscribe('http.server.response.finish', (message) => {
  const { request } = message as { request: IncomingMessage; response: ServerResponse }
  const ms = performance.now() - (begun.get(request) ?? Number.NaN)
  const observed: Observed = { path: request.url?.split('?')[0] ?? '', ms, outside }
  process.send?.(observed)
})

process.on('message', (wish) => {
  if (wish !== 'memory') return
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send?.({ heapUsed, external, rss })
})
// The observer alone keeps nothing alive.
process.channel?.unref()
