import 'server-only'
import type { LookupAddress } from 'node:dns'
import * as http from 'node:http'
import * as https from 'node:https'
import type { LookupFunction } from 'node:net'
import { startDeadline, startStopwatch, waitUntil } from '#lib/deadline'
import { MAX_HEADER_BYTES } from '#lib/http'
import { fail, ok, type Result } from '#lib/result'
import { type Resolve, resolveTarget, type TargetRefusal } from '#lib/told/webhooks/resolve-target'

const DEADLINE_MS = 10_000
const MOST_BYTES = 64 * 1024
/** As much of an answer as its owner is shown. */
const KEPT_BYTES = 1024

export interface Post {
  url: URL
  headers: Record<string, string>
  body: string
}

export interface Answered {
  status: number
  ms: number
  /** The beginning of the answer. */
  text: string
}

export type PostFailure = TargetRefusal | 'unreachable' | 'certificate' | 'timeout' | 'too_large'

/**
 * Posts to an address that a person has named, and to nowhere else: see `resolveTarget`. Not through `HTTPS_PROXY`, which
 * would look the name up a second time. A redirect is an answer. Ten seconds for everything, 64 kB of answer.
 */
export async function post(
  { url, headers, body }: Post,
  { resolve, deadlineMs = DEADLINE_MS }: { resolve?: Resolve; deadlineMs?: number } = {},
): Promise<Result<Answered, PostFailure>> {
  const [deadline, age] = [startDeadline(deadlineMs), startStopwatch()]
  try {
    const target = await waitUntil(deadline.signal, resolveTarget(url, resolve))
    if (!target.ok) return target
    const answer = await send({ url, headers, body }, target.value, deadline.signal)
    const text = await readStart(answer)
    return text === null ? fail('too_large') : ok({ status: answer.statusCode ?? 0, ms: Math.round(age()), text })
  } catch (error) {
    if (deadline.signal.aborted) return fail('timeout')
    return fail(isCertificate(error) ? 'certificate' : 'unreachable')
  } finally {
    deadline.end()
  }
}

function send(
  { url, headers, body }: Post,
  addresses: LookupAddress[],
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { request } = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    request(url, {
      method: 'POST',
      headers: { ...headers, 'Accept-Encoding': 'identity', 'Content-Length': String(Buffer.byteLength(body)) },
      // The name stays what TLS asks for and checks; only where it leads to is not asked again.
      lookup: lookupOf(addresses),
      // A connection of its own: one that is kept would have been checked for another request.
      agent: false,
      ...{ signal, maxHeaderSize: MAX_HEADER_BYTES },
    })
      .on('response', resolve)
      .on('error', reject)
      // So Node ends a request that is answered with 101.
      .on('close', () => reject(new Error('Closed.')))
      .end(body)
  })
}

function lookupOf(addresses: LookupAddress[]): LookupFunction {
  return (_, { all }, callback) => {
    const [first] = addresses
    if (all) callback(null, addresses)
    else callback(null, first?.address ?? '', first?.family)
  }
}

/** Null when there is more than anybody needs to say. */
async function readStart(answer: http.IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    if (size < KEPT_BYTES) chunks.push(chunk)
    size += chunk.length
    if (size > MOST_BYTES) return null
  }
  const text = Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString('utf8')
  // PostgreSQL takes no NUL.
  return text.replaceAll('\0', '\ufffd')
}

function isCertificate(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /CERT|^ERR_(TLS|SSL)|^EPROTO$|UNABLE_TO_|SELF_SIGNED/.test(code)
}
