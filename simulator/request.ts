import type { IncomingMessage } from 'node:http'

const MAX_BODY_BYTES = 64 * 1024
/** A file. */
const MAX_ATTACHMENT_BYTES = 32 * 1024 * 1024

/** A request whose body has been read, in the form that the rest of the simulator works with. */
export interface Call {
  method: string
  url: URL
  path: string
  raw: IncomingMessage
  body: Buffer
  form: URLSearchParams
}

export class BodyTooLarge extends Error {}

export async function readCall(raw: IncomingMessage, origin: string): Promise<Call> {
  const chunks: Buffer[] = []
  const most = raw.url === '/v2/attachments' ? MAX_ATTACHMENT_BYTES : MAX_BODY_BYTES
  let size = 0
  for await (const chunk of raw) {
    size += chunk.length
    if (size > most) throw new BodyTooLarge('The request body is too large.')
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  const url = URL.parse(raw.url ?? '/', origin) ?? new URL(origin)
  const isForm = raw.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  return {
    method: raw.method ?? 'GET',
    url,
    path: url.pathname,
    raw,
    body,
    form: new URLSearchParams(isForm ? body.toString() : ''),
  }
}

/** One cookie of a request. */
export function cookieOf(raw: IncomingMessage, name: string): string | null {
  const pairs = (raw.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
  return pairs.find(([key]) => key === name)?.[1] ?? null
}
