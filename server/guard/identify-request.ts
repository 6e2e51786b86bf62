import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { newReference } from '#lib/ids'
import { requestContext } from '#lib/observe/request-context'
import { endSpan, startSpan } from '#lib/observe/trace'

const HEADER = 'x-request-id'
/** What proxies make: UUIDs, hexadecimal digits, nginx's `$request_id`. Nothing that could forge a line of the log. */
const ID = /^[\w.:-]{8,64}$/

/**
 * Gives every request an id, which its lines of the log and its answer have: that of the proxy in front, if there is one, or
 * one of our own. And one span, where that is wanted, of which only method and status are told.
 */
export function identifyRequest(handler: RequestListener, trustedProxies: number): RequestListener {
  return (request, response) => {
    const requestId = idOf(request, trustedProxies)
    delete request.headers[HEADER]
    response.setHeader('X-Request-Id', requestId)
    const span = startSpan(`${methodOf(request)} ${kindOf(request)}`, 'server', {
      'http.request.method': methodOf(request),
      'mooring.request_id': requestId,
    })
    if (span) response.once('close', () => endSpan(span, ...endOf(response)))
    requestContext.run({ requestId, span }, handler, request, response)
  }
}

function idOf({ headers }: IncomingMessage, trustedProxies: number): string {
  const given = headers[HEADER]
  return trustedProxies > 0 && typeof given === 'string' && ID.test(given) ? given : newReference()
}

const METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

function methodOf({ method }: IncomingMessage): string {
  return METHODS.has(method) && method !== undefined ? method : '_OTHER'
}

/** An address may be a secret: of a link, a mail, a callback. */
function kindOf({ url = '' }: IncomingMessage): 'api' | 'auth' | 'file' | 'page' {
  if (url.startsWith('/api/v1/')) return 'api'
  if (url.startsWith('/api/')) return 'auth'
  return url.startsWith('/_next/') ? 'file' : 'page'
}

function endOf({ statusCode }: ServerResponse): [{ 'http.response.status_code': number }, boolean] {
  return [{ 'http.response.status_code': statusCode }, statusCode >= 500]
}
