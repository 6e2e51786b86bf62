import 'server-only'
import { settings } from '#lib/env'

/** The path of a URL on this site, for going back to after signing in; `/connections` for everything else (no open redirect). */
export function safePath(value: string | null): string {
  const { origin } = settings()
  const url = value && value.length <= 1024 && !/[\\\p{Cc}]/u.test(value) ? URL.parse(value, origin) : null
  const isOurs = url?.origin === origin && !url.pathname.startsWith('//') && !url.pathname.startsWith('/api/')
  return isOurs ? `${url.pathname}${url.search}` : '/connections'
}
