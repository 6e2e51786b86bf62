import 'server-only'
import * as http from 'node:http'
import * as https from 'node:https'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { startDeadline } from '#lib/deadline'
import { headersOf, MAX_HEADER_BYTES, WireError } from '#lib/http'
import { observed } from '#lib/observe/qonto-request'
import { wayOut } from '#lib/outgoing-proxy'

export const LONGEST_UPLOAD = 32 * 1024 * 1024
const FIRST_BYTE_MS = 30_000
const WHOLE_MS = 5 * 60_000
/** Of a body that is on its way: the side that is slower stops the other one. */
const BUFFERED_BYTES = 64 * 1024

interface Upload {
  method: string
  headers: Record<string, string>
  /** Null for a call without one. */
  body: ReadableStream<Uint8Array> | null
  /** Bytes, as the caller has declared them; null when it has not. */
  length: number | null
  /** Aborted when the caller has gone. */
  signal: AbortSignal
}

/**
 * One request to Qonto's API whose bodies are never held in memory: 30 s to the first byte after ours has been sent, five
 * minutes in all. Redirects are not followed. Sent once, on a connection of its own (see `boundedFetch`).
 * @throws WireError when no answer has begun: `too_large`, `timeout`, `unreachable`
 */
export function streamToQonto(url: string, upload: Upload): Promise<Response> {
  return observed('pass_through', upload.method, () => stream(url, upload))
}

async function stream(url: string, upload: Upload): Promise<Response> {
  const whole = startDeadline(WHOLE_MS)
  const { signal } = upload
  try {
    const answer = await open(url, upload, AbortSignal.any([whole.signal, signal]))
    answer.on('close', () => whole.end())
    return responseOf(answer)
  } catch (error) {
    whole.end()
    if (error instanceof WireError) throw error
    throw new WireError(whole.signal.aborted ? 'timeout' : 'unreachable')
  }
}

function open(url: string, { method, headers, body, length }: Upload, signal: AbortSignal) {
  const { request } = url.startsWith('https:') ? https : http
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  const outgoing = request(url, {
    method,
    headers: {
      'Accept-Encoding': 'identity',
      ...headers,
      ...(length !== null && body !== null && { 'Content-Length': String(length) }),
    },
    agent: wayOut(url),
    signal,
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  let firstByte: ReturnType<typeof startDeadline> | undefined
  outgoing.on('finish', () => {
    firstByte = startDeadline(FIRST_BYTE_MS)
    firstByte.signal.addEventListener('abort', () => outgoing.destroy(new WireError('timeout')))
  })
  // Node does not look at the signal while a proxy is opening the tunnel.
  signal.addEventListener('abort', () => reject(new WireError('timeout')), { once: true })
  outgoing.on('response', resolve).on('error', reject)
  // Also after 101, which Node ends without a word.
  outgoing.on('close', () => {
    firstByte?.end()
    reject(new WireError('unreachable'))
  })
  outgoing.on('response', () => firstByte?.end())
  // A failure of the way up is one of the request, and an answer that came before its end counts all the same.
  if (body === null) outgoing.end()
  else pipeline(Readable.fromWeb(body as NodeStream), upTo(LONGEST_UPLOAD), outgoing).catch((error) => reject(error))
  return promise
}

/** Lets a body through until it is longer than any. */
function upTo(most: number): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > most) done(new WireError('too_large'))
      else done(null, chunk)
    },
  })
}

const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304])

function responseOf(answer: http.IncomingMessage): Response {
  const status = answer.statusCode ?? 0
  // Three digits that mean nothing.
  if (status < 200 || status > 599) {
    answer.destroy()
    throw new WireError('unreachable')
  }
  const init = { status, headers: headersOf(answer) }
  if (!WITHOUT_BODY.has(status)) return new Response(bodyOf(answer), init)
  answer.on('error', () => {}).resume()
  return new Response(null, init)
}

/** Counted in bytes: by default Node's conversion holds back by the number of pieces, which is megabytes. */
function bodyOf(answer: http.IncomingMessage): ReadableStream<Uint8Array> {
  const strategy = new ByteLengthQueuingStrategy({ highWaterMark: BUFFERED_BYTES })
  return Readable.toWeb(answer, { strategy }) as ReadableStream<Uint8Array>
}
