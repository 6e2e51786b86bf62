import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { API } from '#server/guard/guard-requests'

type Handle = (request: Request) => Promise<Response>

/** Up to this length an answer goes out in one piece, if it says its length: head, body and end are a system call each otherwise. */
const SHORT = 64 * 1024

/**
 * Answers the API before Next, whose way to a route and back costs more than a call itself (decision 0048). The handler
 * comes from Next all the same, which builds it: instrumentation.ts hands it over.
 */
export function answerCalls(next: RequestListener, origin: string): RequestListener {
  return (request, response) => {
    const { dashboardApi } = globalThis as typeof globalThis & { dashboardApi?: Handle }
    if (!dashboardApi || !request.url?.startsWith(API)) return next(request, response)
    answer(dashboardApi, request, response, origin).catch(() => giveUp(response))
  }
}

async function answer(handle: Handle, request: IncomingMessage, response: ServerResponse, origin: string) {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  // What nobody has read stands before the next call of this connection.
  response.once('finish', () => request.resume())
  const answered = await handle(asRequest(request, origin, gone.signal))
  const { status, headers, body } = answered
  response.writeHead(status, [...headers].flat())
  if (body === null) response.end()
  else if (Number(headers.get('content-length') ?? Number.POSITIVE_INFINITY) <= SHORT)
    response.end(Buffer.from(await answered.arrayBuffer()))
  else await pipeline(body as ReadableStream<Uint8Array>, response)
}

function asRequest(request: IncomingMessage, origin: string, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headers } = request
  const list = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
  const init = { method, headers: list, signal }
  if (method === 'GET' || method === 'HEAD') return new Request(new URL(url, origin), init)
  // Read as fast as the handler reads. Who stops early must not close the connection on which the answer is still to go.
  const body = { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) }
  return new Request(new URL(url, origin), Object.assign<RequestInit, object>(init, { body, duplex: 'half' }))
}

/** The reason is in the log. What has begun can only be broken off, so that nobody takes it for the whole. */
function giveUp(response: ServerResponse): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(500, { 'Content-Length': '0' }).end()
}
