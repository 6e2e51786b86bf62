import { settings } from '#lib/env'

/**
 * True for a state-changing request that says it comes from another site. Absent headers pass: plain HTTP clients send
 * none, and for them the CSRF token decides (ASVS 3.5.1, 3.5.3).
 */
export function isForeignPost({ method, headers }: Pick<Request, 'method' | 'headers'>): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return false
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  return (
    (origin !== null && origin !== settings().origin) || (site !== null && site !== 'same-origin' && site !== 'none')
  )
}
