import { settings } from '#lib/env'

/**
 * The origin that a request says it comes from. Under `no-referrer` a form without JavaScript says `Origin: null`; then
 * `Sec-Fetch-Site`, which no page can write, tells whether it was a form of ours (Fetch, "append a request Origin header").
 */
export function originOf(headers: Headers): string | null {
  const origin = headers.get('origin')
  return origin === 'null' && headers.get('sec-fetch-site') === 'same-origin' ? settings().origin : origin
}

/** Routes that a plain HTTP client may call, because each request proves itself: by next-auth's CSRF token, or by Qonto's signature. */
const PROVES_ITSELF = /^\/api\/(auth|qonto)\//

/**
 * True for a state-changing request that says it comes from another site, or that does not say where from although
 * nothing else protects it: every browser that can open these pages sends `Origin` with a POST (ASVS 3.5.1, 3.5.3).
 */
export function isForeignPost({ method, headers }: Pick<Request, 'method' | 'headers'>, path: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return false
  const origin = originOf(headers)
  const site = headers.get('sec-fetch-site')
  if (origin === null && site === null) return !PROVES_ITSELF.test(path)
  return (
    (origin !== null && origin !== settings().origin) || (site !== null && site !== 'same-origin' && site !== 'none')
  )
}
