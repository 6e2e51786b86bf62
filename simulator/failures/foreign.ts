import type { Call } from '#simulator/request'
import type { World } from '#simulator/types'

/**
 * True when a page of another site sent this. The simulator has no passwords, so any page in the person's browser could press its
 * buttons; programs send neither header and pass. The host is checked too, because a name that is rebound to 127.0.0.1 is same-origin.
 */
export function isForeign({ options }: World, { raw }: Call): boolean {
  const host = raw.headers.host ?? ''
  const name = host.replace(/:\d+$/, '')
  if (!['127.0.0.1', 'localhost', '[::1]', new URL(options.url).hostname].includes(name)) return true
  const site = raw.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  const origin = raw.headers.origin
  return origin !== undefined && origin !== `http://${host}`
}
