import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type Provider from 'oidc-provider'
import type { Answer } from '#simulator/answer'
import type { Call } from '#simulator/request'

const listeners = new WeakMap<Provider, RequestListener>()

export interface Shadow {
  request: IncomingMessage
  response: ServerResponse
}

/** A copy of the request that can be read again, and a response that goes nowhere: oidc-provider wants the real things. */
export function shadowOf(call: Call, url: URL = call.url): Shadow {
  const request = new IncomingMessage(new Socket())
  request.method = call.method
  request.url = `${url.pathname}${url.search}`
  // Errors must come as JSON whatever a caller accepts; pages are ours anyway.
  request.headers = { ...call.raw.headers, accept: 'application/json', 'content-length': String(call.body.length) }
  if (call.body.length === 0) delete request.headers['content-length']
  request.push(call.body.length > 0 ? call.body : null)
  if (call.body.length > 0) request.push(null)
  request.complete = true
  return { request, response: new ServerResponse(request) }
}

/** Asks oidc-provider and holds its answer back. */
export async function askProvider(provider: Provider, call: Call, shadow: Shadow = shadowOf(call)): Promise<Answer> {
  const listener = listeners.get(provider) ?? provider.callback()
  listeners.set(provider, listener)
  const { request, response } = shadow
  const body = new Promise<Buffer>((resolve) => {
    response.end = (chunk?: unknown) => {
      resolve(typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0))
      return response
    }
  })
  listener(request, response)
  return { status: await body.then(() => response.statusCode), headers: headersOf(response), body: await body }
}

function headersOf(response: ServerResponse): Answer['headers'] {
  const { 'content-length': _length, 'set-cookie': cookies, ...headers } = response.getHeaders()
  // Its session is never kept (adapter.ts), so a cookie for it would only confuse a reader.
  const kept = [cookies ?? []].flat().filter((cookie) => !String(cookie).startsWith('_session'))
  return kept.length === 0 ? headers : { ...headers, 'set-cookie': kept.map(String) }
}
