import { IncomingMessage } from 'node:http'
import { log } from '#lib/log'
import { isForeignPost, originOf } from '#server/guard/foreign-post'
import { MAX_FORM_BYTES, validateForm } from '#server/guard/validate-form'

/** Where a POST does not go to a page: routes read their bodies themselves, or answer 405. */
const ROUTE = /^\/(api\/|(sign-out|account\/export)$)/

/** A request that may pass, its body unread; or the status to refuse it with. */
export type Guarded = { request: IncomingMessage } | { status: number }

/**
 * Refuses a POST that another site sent, and one to a page that is no form of this dashboard. A form that passes is read
 * to its end here, so what comes back is a request with the same head and the same body.
 * @param origin under which address people open the dashboard
 */
export async function guardPost(request: IncomingMessage, origin: string): Promise<Guarded> {
  const [path = ''] = (request.url ?? '').split('?', 1)
  if (isForeignPost(request, path, origin)) {
    // Read to its end: a sender that is still writing would take the refusal for a broken connection.
    await readBody(request)
    return refuse(403, 'foreign_post_refused')
  }
  // Next compares it with the host before it runs a server action, and takes `null` for a foreign one.
  const from = originOf(request.headers, origin)
  if (from !== null) request.headers.origin = from
  if (ROUTE.test(path)) return { request }
  const body = await readBody(request)
  if (body === null) return refuse(413, 'form_refused')
  const status = await validateForm(body, request.headers)
  return status === null ? { request: replay(request, body) } : refuse(status, 'form_refused')
}

function refuse(status: number, event: string): Guarded {
  log.warn(event, { status })
  return { status }
}

/** The whole body; null when it is longer than any form. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_FORM_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A stream that has ended cannot be read again: Next gets a new one with the same head. */
function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request
  const copy = new IncomingMessage(request.socket)
  Object.assign(copy, { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor })
  copy.push(body)
  copy.push(null)
  copy.complete = true
  return copy
}
