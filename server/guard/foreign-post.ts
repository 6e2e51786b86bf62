import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/**
 * The origin that a request says it comes from. Under `no-referrer` a form without JavaScript says `Origin: null`; then
 * `Sec-Fetch-Site`, which no page can write, tells whether it was a form of ours (Fetch, "append a request Origin header").
 */
export function originOf(headers: IncomingHttpHeaders, own: string): string | null {
  const { origin = null } = headers
  return origin === 'null' && headers['sec-fetch-site'] === 'same-origin' ? own : origin
}

/**
 * Routes that a plain HTTP client may call, because each request proves itself: by next-auth's CSRF token, by Qonto's
 * signature, or by a signed link.
 */
const PROVES_ITSELF = /^\/api\/(auth|qonto|mail)\//

/**
 * True for a state-changing request that says it comes from another site, or that does not say where from although
 * nothing else protects it: every browser that can open these pages sends `Origin` with a POST (ASVS 3.5.1, 3.5.3).
 */
export function isForeignPost({ headers }: Pick<IncomingMessage, 'headers'>, path: string, own: string): boolean {
  const origin = originOf(headers, own)
  const site = headers['sec-fetch-site'] ?? null
  if (origin === null && site === null) return !PROVES_ITSELF.test(path)
  return (origin !== null && origin !== own) || (site !== null && site !== 'same-origin' && site !== 'none')
}
