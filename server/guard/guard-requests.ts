import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Problem } from '#lib/api/problems'
import { writeProblem } from '#lib/api/write-problem'
import { CLIENT_HEADER, clientAddress } from '#lib/client-address'
import { isLoopback, type Settings } from '#lib/env'
import { newReference } from '#lib/ids'
import { contentSecurityPolicy } from '#server/guard/content-security-policy'
import { faceRefusals } from '#server/guard/face-refusals'
import { guardPost } from '#server/guard/guard-posts'
import { knowAsker } from '#server/guard/know-asker'
import { apiHeaders, responseHeaders } from '#server/guard/response-headers'
import { MAX_FORM_BYTES } from '#server/guard/validate-form'

export type GuardOptions = Pick<Settings, 'origin' | 'trustedProxies' | 'oauthUrl' | 'signInOrigins'>

/** The limit of forms is said here first, because Next answers a too large form with 500. */
const MAX_WEBHOOK_BYTES = 64 * 1024
/** Node drops what is beyond its own limit without a word, and the header that it drops may be the one that counts. */
const MAX_HEADERS = 100
/** No page has another one, but Next answers a PUT on a page like a GET. */
const METHODS = ['GET', 'HEAD', 'POST']
/** The API reads its bodies itself, as far as it takes them, and says in its own words what it refuses. */
export const API = '/api/v1/'
const API_METHODS = [...METHODS, 'PUT', 'PATCH', 'DELETE']
/** What the build names after its content, and the icons. */
const KEPT = /^\/(_next\/static\/|(?:icon\.svg|favicon\.ico)$)/
/** Every client resolves dots and turns backslashes before it asks (WHATWG URL); what still has them means to be read differently by two readers. */
const AMBIGUOUS = /\\|\/(?:\.|%2e){1,2}(?:\/|$)/i
/** What is for whoever has the address. */
const LINKS = /^\/(status|calendar)\//
/** Pages that Next keeps for itself, of which one answers 500 when it is asked for by its name. */
const INNER = /^\/_(global-error|not-found|error)\b/

/** In front of Next: refuses what no honest client sends, says who is asking, and leaves no doubt about where we are. */
export function guardRequests(handler: RequestListener, options: GuardOptions): RequestListener {
  const ofPages = Object.entries(responseHeaders(options.origin))
  const ofApi = Object.entries(apiHeaders(options.origin))
  return (request, response) => {
    const isApi = request.url?.startsWith(API) ?? false
    for (const [name, value] of isApi ? ofApi : ofPages) response.setHeader(name, value)
    leaveOutFeatures(response)
    // Also what Next answers by itself: a 404 and a 405 may be kept unless they say otherwise (RFC 9110, section 15.1).
    const isFile = KEPT.test(request.url ?? '')
    if (!isFile) response.setHeader('Cache-Control', 'no-store')
    const status = validate(request)
    if (status !== null) return isApi ? refuseCall(response, status, options.origin) : refuse(response, status)
    const elsewhere = otherName(request, options.origin)
    if (elsewhere !== null) return void response.writeHead(307, { Location: elsewhere }).end()
    settleHeaders(request, options)
    if (LINKS.test(request.url ?? '')) setApart(request, response)
    if (isApi) return handler(request, response)
    if (isFile) return passOn(handler, request, response, options)
    setPolicy(request, response, options)
    knowAsker(request, response, options.origin, () => {
      faceRefusals(request, response)
      passOn(handler, request, response, options)
    })
  }
}

function passOn(
  handler: RequestListener,
  request: IncomingMessage,
  response: ServerResponse,
  { origin }: GuardOptions,
) {
  // What no cookie opens cannot be forged by another site.
  if (request.method !== 'POST') return handler(request, response)
  guardPost(request, origin).then(
    (guarded) => ('status' in guarded ? refuse(response, guarded.status) : handler(guarded.request, response)),
    // The browser went away while its form was read.
    () => response.destroy(),
  )
}

/** Next reads the nonce for its scripts from the policy in the request (its guide on content security policies). */
function setPolicy(request: IncomingMessage, response: ServerResponse, options: GuardOptions): void {
  // 128 random bits (CSP 3, section 7.1); a UUID has fewer.
  const policy = contentSecurityPolicy(randomBytes(16).toString('hex'), options)
  request.headers['content-security-policy'] = policy
  response.setHeader('Content-Security-Policy', policy)
}

/**
 * A link says the same to everybody: without cookies nobody is signed in there, and a wallboard that asks every minute keeps
 * no session alive. No search engine lists it.
 */
function setApart(request: IncomingMessage, response: ServerResponse): void {
  delete request.headers.cookie
  response.setHeader('X-Robots-Tag', 'noindex, nofollow')
}

/**
 * A redirect shows nothing that could use a feature, and this header alone is 1.5 kB: with it, a redirect that asks Qonto
 * for many scopes would not fit into the 4 kB of headers that nginx takes by default.
 */
function leaveOutFeatures(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    // A server action tells its redirect in a header of Next's own, with 200.
    const isRedirect = (status >= 300 && status < 400) || response.hasHeader('x-action-redirect')
    if (isRedirect) response.removeHeader('Permissions-Policy')
    return writeHead(status, ...rest)
  }) as typeof response.writeHead
}

/** The status to refuse a request with; null for one that may pass. */
function validate({ method = '', url = '', headers, rawHeaders }: IncomingMessage): number | null {
  const isApi = url.startsWith(API)
  if (!(isApi ? API_METHODS : METHODS).includes(method)) return 405
  // Absolute form is for proxies (RFC 9112, section 3.2.2), and `//host` and `/\host` are read as another host by some.
  if (!/^\/(?![/\\])/.test(url)) return 400
  const [path = ''] = url.split(/[?#]/, 1)
  // Next answers what cannot be decoded with 500.
  if (AMBIGUOUS.test(path) || !isDecodable(path)) return 400
  if (INNER.test(path)) return 404
  if (rawHeaders.length / 2 > MAX_HEADERS) return 431
  if (howOften('host', rawHeaders) !== 1) return 400
  // Node keeps the first of two, and a proxy in front may have looked at the second.
  if (howOften('authorization', rawHeaders) > 1) return 400
  if (isApi) return null
  const most = url.startsWith('/api/qonto/') ? MAX_WEBHOOK_BYTES : MAX_FORM_BYTES
  if (Number(headers['content-length'] ?? 0) > most) return 413
  return null
}

function howOften(name: string, rawHeaders: string[]): number {
  return rawHeaders.filter((one, at) => at % 2 === 0 && one.toLowerCase() === name).length
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** The connection is closed: what follows on it may be the rest of a body that we do not read. */
function refuse(response: ServerResponse, status: number): void {
  const allow = status === 405 ? { Allow: METHODS.join(', ') } : {}
  const headers = { ...allow, 'Cache-Control': 'no-store', Connection: 'close', 'Content-Length': '0' }
  response.writeHead(status, headers).end()
}

/** What the API says in its own words, see `lib/api/problems`. Everything else that is refused here is no proper request. */
function refuseCall(response: ServerResponse, status: number, origin: string): void {
  const reason = problemOf(status)
  const { headers, text, ...written } = writeProblem(reason, newReference(), origin)
  const allow = status === 405 ? { Allow: API_METHODS.join(', ') } : {}
  response.writeHead(written.status, { ...headers, ...allow, Connection: 'close' }).end(text)
}

function problemOf(status: number): Problem {
  if (status === 405) return { code: 'method_not_allowed' }
  return { code: 'invalid_request', detail: 'The address or the headers can be read in more than one way.' }
}

/**
 * Whoever opens another name of this machine (127.0.0.1 for localhost) is sent to the one whose cookies and redirect URI
 * work; null for everybody else.
 */
function otherName({ method, url, headers }: IncomingMessage, origin: string): string | null {
  const { host, hostname } = new URL(origin)
  const asked = URL.parse(`http://${headers.host ?? ''}`)
  const isAlias = asked !== null && asked.host !== host && isLoopback(asked.hostname) && isLoopback(hostname)
  return isAlias && method === 'GET' && headers.accept?.includes('text/html') ? `${origin}${url}` : null
}

/**
 * One address only: whatever `Host` and its relatives say, Next sees the configured origin, so no header can steer a
 * redirect, and a server action is compared with the right host behind every proxy. `x-middleware-*` is Next's own
 * language, and was a way around its middleware once (CVE-2025-29927).
 */
function settleHeaders(request: IncomingMessage, { origin, trustedProxies }: GuardOptions): void {
  const { headers, socket } = request
  const forwardedFor = [headers['x-forwarded-for']].flat().join(',') || undefined
  const client = clientAddress({ socketAddress: socket.remoteAddress, forwardedFor, trustedProxies })
  for (const name of Object.keys(headers))
    if (/^(x-forwarded-|x-middleware-|forwarded$)/.test(name)) delete headers[name]
  // No `x-forwarded-proto`: with https Next would ask itself by https for the page that an action redirects to, in vain.
  const { host } = new URL(origin)
  Object.assign(headers, { host, 'x-forwarded-host': host, [CLIENT_HEADER]: client })
}
