import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { translations } from '#i18n/speak'
import { newReference } from '#lib/ids'
import { log } from '#lib/log'
import { type PlainPage, writePlainPage } from '#server/guard/plain-page'

/** What describes the body that is not sent. */
const OF_BODY = ['Content-Encoding', 'Content-Disposition', 'Transfer-Encoding', 'ETag']
/** The digest of lib/db's error, in what Next sends to the browser about it. */
const DATABASE = 'DATABASE_UNAVAILABLE'

/**
 * Whoever opens a page gets a page. A refusal of this server has no body, one of a route is JSON, and when a page fails, Next
 * sends an empty document that its scripts fill: each is answered here with a page in the product's face that needs none.
 * What asks for anything else than a page (the API, programs, Next's own requests) is left alone.
 */
export function faceRefusals(request: IncomingMessage, response: ServerResponse): void {
  if (!request.headers.accept?.includes('text/html')) return
  const inContext = AsyncLocalStorage.snapshot()
  const head = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse
  const write = response.write.bind(response) as (...given: unknown[]) => boolean
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse
  let refused: { status: number; body: Buffer[] } | null = null
  const isRefused = () => {
    if (!refused && !response.headersSent) response.writeHead(response.statusCode)
    return refused
  }
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    const given = rest.at(-1)
    const headers = typeof given === 'object' && given !== null ? (given as OutgoingHttpHeaders) : {}
    if (!isFaceless(status, headers['Content-Type'] ?? response.getHeader('Content-Type'))) return head(status, ...rest)
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value)
    refused = { status, body: [] }
    return response
  }) as typeof response.writeHead
  response.write = ((chunk: unknown, ...rest: unknown[]) => {
    const keep = isRefused()
    if (!keep) return write(chunk, ...rest)
    keep.body.push(Buffer.from(chunk as Uint8Array))
    return true
  }) as typeof response.write
  response.end = ((...given: unknown[]) => {
    const kept = isRefused()
    if (!kept) return end(...given)
    if (typeof given[0] === 'string' || given[0] instanceof Uint8Array) kept.body.push(Buffer.from(given[0]))
    const page = inContext(() => writePlainPage(pageFor(kept.status, read(kept.body, response)), nonceOf(response)))
    for (const name of OF_BODY) response.removeHeader(name)
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.setHeader('Content-Length', Buffer.byteLength(page))
    head(kept.status)
    return end(page)
  }) as typeof response.end
}

/** Next's own pages of a 404 are whole; the document that it sends with a 500 is empty. While developing it shows the error. */
function isFaceless(status: number, type: unknown): boolean {
  const isPage = String(type ?? '').startsWith('text/html')
  return status >= 400 && (!isPage || (status >= 500 && process.env.NODE_ENV !== 'development'))
}

function read(body: Buffer[], response: ServerResponse): string {
  const whole = Buffer.concat(body)
  return String(response.getHeader('Content-Encoding') === 'gzip' ? gunzipSync(whole) : whole)
}

function nonceOf(response: ServerResponse): string {
  return /'nonce-(\w+)'/.exec(String(response.getHeader('Content-Security-Policy')))?.[1] ?? ''
}

function pageFor(status: number, said: string): PlainPage {
  const error = translations('error')
  const home = { text: translations('notFound')('home'), href: '/' } as const
  const again = { text: error('again'), href: '' } as const
  const page = (texts: (key: 'title' | 'body') => string, button: PlainPage['button']): PlainPage => ({
    ...{ title: texts('title'), body: texts('body'), button, reference: null },
  })
  if (status === 403) return page(translations('refused.foreign'), home)
  if (status === 404) return page(translations('notFound'), home)
  if (status === 429) return page(translations('signInError.codes.too_many_requests'), again)
  if (status < 500) return page(translations('refused.unreadable'), home)
  if (status === 503 || said.includes(DATABASE)) return page(translations('unavailable'), again)
  const reference = newReference()
  log.error('page_failed', { reference, status })
  return { ...page(error, again), reference: { name: error('reference'), value: reference } }
}
