import 'server-only'
import { settings } from '#lib/env'

/** It travels in a cookie, three times as long when it is encoded, beside everything else that must fit into 4 kB of headers. */
const LONGEST = 512

/** The path of a URL on this site, for going back to after signing in; `/connections` for everything else (no open redirect). */
export function safePath(value: string | null): string {
  const { origin } = settings()
  const url = value && value.length <= LONGEST && !/[\\\p{Cc}]/u.test(value) ? URL.parse(value, origin) : null
  // Written out, and with no slash in disguise: `http:host`, `.host` and `/%2fhost` are read differently by different readers.
  const isWhole = value?.startsWith('/') || value?.startsWith(`${origin}/`)
  // One slash: two would begin another host, and none is the address inside a `blob:`, which has the origin of its maker.
  const isPlain = url !== null && /^\/(?!\/|api\/)/.test(url.pathname) && !/%2f|%5c/i.test(url.pathname)
  if (url?.origin !== origin || !isWhole || !isPlain) return '/connections'
  const path = `${url.pathname}${url.search}`
  // Once more, because a letter may have become nine.
  return path.length <= LONGEST ? path : '/connections'
}
