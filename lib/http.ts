import 'server-only'
import * as http from 'node:http'
import * as https from 'node:https'
import type { Socket } from 'node:net'
import { startDeadline, startStopwatch } from '#lib/deadline'
import { qontoEndpoint } from '#lib/observe/qonto-endpoint'
import { observed } from '#lib/observe/qonto-request'
import { wayOut } from '#lib/outgoing-proxy'

/** The whole answer must be here by then: a stalled body hung plain next-auth for good. */
export const REQUEST_DEADLINE_MS = 5_000
const MAX_BODY_BYTES = 64 * 1024
export const MAX_HEADER_BYTES = 16 * 1024

export type WireFailure = 'timeout' | 'unreachable' | 'too_large'

/** No usable HTTP answer. It says which way it failed and never what was sent. */
export class WireError extends Error {
  override name = 'WireError'
  readonly failure: WireFailure
  /** The part of the body that came before it went wrong. Not enumerable, so that no logger finds the tokens in it. */
  readonly received: string = ''

  constructor(failure: WireFailure, received = '') {
    super(failure)
    this.failure = failure
    Object.defineProperty(this, 'received', { value: received, enumerable: false })
  }
}

export interface BoundedRequest {
  method: 'GET' | 'POST' | 'DELETE'
  headers: Record<string, string>
  body?: string | undefined
  /** A deadline of the caller, on top of our own 5 s. */
  signal?: AbortSignal | undefined
}

/**
 * One HTTP request with a deadline for the whole answer, a cap on its size, and no redirects: a 3xx comes back as it is,
 * so a secret is sent once and to one host only. Never sent twice, whatever happens.
 *
 * On `node:https` rather than `fetch`, because Qonto asks for `X-Qonto-Staging-Token` in exactly that spelling
 * (Qonto, "Base URLs") and `fetch` lower-cases header names. Every request has a connection of its own: a reused socket
 * that the server has just closed would leave us not knowing whether a refresh token was spent.
 *
 * After a pause of this process an answer that has arrived is still read (`deadline`), and what has not been sent is not sent
 * any more: another process may have sent the same refresh token meanwhile, and a second time after its grace ends the chain.
 * @throws WireError when there is no complete answer.
 */
export function boundedFetch(url: string, request: BoundedRequest): Promise<Response> {
  return observed(qontoEndpoint(url), request.method, () => fetchOnce(url, request))
}

async function fetchOnce(url: string, request: BoundedRequest): Promise<Response> {
  const deadline = startDeadline(REQUEST_DEADLINE_MS)
  const signal = request.signal ? AbortSignal.any([deadline.signal, request.signal]) : deadline.signal
  const chunks: Buffer[] = []
  try {
    const answer = await send(url, request, signal)
    await readBody(answer, chunks)
    const body = Uint8Array.from(Buffer.concat(chunks))
    const status = answer.statusCode ?? 502
    const isEmpty = body.length === 0 || [204, 205, 304].includes(status)
    return new Response(isEmpty ? null : body, { status, headers: headersOf(answer) })
  } catch (error) {
    const received = Buffer.concat(chunks).toString()
    if (error instanceof WireError) throw new WireError(error.failure, received)
    throw new WireError(signal.aborted ? 'timeout' : 'unreachable', received)
  } finally {
    deadline.end()
  }
}

function send(
  url: string,
  { method, headers, body }: BoundedRequest,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { request } = url.startsWith('https:') ? https : http
  const age = startStopwatch()
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
    const outgoing = request(url, {
      method,
      // Without it any compression would be welcome (RFC 9110, section 12.5.3), and we unpack none: a cap on packed bytes caps nothing.
      headers: { 'Accept-Encoding': 'identity', ...headers, ...length },
      agent: wayOut(url),
      signal,
      maxHeaderSize: MAX_HEADER_BYTES,
    })
    // Closed without an error and without an answer: so Node ends a request that is answered with 101. It hung the callback.
    const giveUp = () => reject(new WireError('unreachable'))
    // Node does not look at the signal while a proxy is opening the tunnel.
    signal.addEventListener('abort', () => reject(new WireError('timeout')), { once: true })
    outgoing.on('response', resolve).on('error', reject).on('close', giveUp)
    outgoing.on('socket', (socket) =>
      onceConnected(socket, () => {
        if (age() < REQUEST_DEADLINE_MS) outgoing.end(body)
        else outgoing.destroy(new WireError('timeout'))
      }),
    )
  })
}

/** Nothing of a request is handed over before there is a connection to send it on. */
function onceConnected(socket: Socket & { secureConnecting?: boolean }, send: () => void): void {
  if (socket.secureConnecting === true) socket.once('secureConnect', send)
  else if (socket.connecting) socket.once('connect', send)
  else send()
}

/** Reads into a list that the caller keeps, because what came is still worth a look when the rest does not come. */
async function readBody(answer: http.IncomingMessage, chunks: Buffer[]): Promise<void> {
  let size = 0
  for await (const chunk of answer) {
    chunks.push(chunk)
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new WireError('too_large')
  }
}

export function headersOf(answer: http.IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(answer.headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  return headers
}

/**
 * The clock of the other side minus ours, in milliseconds, as its `Date` header shows it, however far that is; null when
 * it shows none.
 */
export function clockSkew(answer: Response, now: number): number | null {
  const theirs = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(theirs)) return null
  // The header has whole seconds.
  return Math.abs(theirs - now) < 2_000 ? 0 : theirs - now
}

/** `Retry-After` in milliseconds (RFC 9110, section 10.2.3: seconds or a date); null without a usable one. */
export function retryAfter({ headers }: Pick<Response, 'headers'>): number | null {
  const value = headers.get('retry-after')?.trim()
  if (!value) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, 3_600_000) : null
}

/** A web page instead of data. */
export function isWebPage({ headers, body }: Response): boolean {
  // Servers put their default type of content on an empty answer too, and there is nothing in it to judge.
  return body !== null && /^text\/html/i.test(headers.get('content-type') ?? '')
}

/**
 * Whether a web page, or a redirect to one, can be the gate around Qonto's sandbox, which lets nobody in without its token
 * (qonto.md 1.1). Only there is a token to send, and a server that fails or asks to come back later is not that gate.
 * @param sent the headers of our own that went with the request
 */
export function isStagingGate({ status, headers }: Response, sent: Record<string, string>): boolean {
  return Object.keys(sent).length > 0 && status < 500 && !headers.has('retry-after')
}
