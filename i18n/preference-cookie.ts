import { NOTHING_CHOSEN, type Preferences, readPreferences } from '#i18n/preferences'

/** As long as browsers keep any (RFC 6265bis, section 5.5): 400 days. */
const MAX_AGE_S = 400 * 86_400

const nameAt = (origin: string) => `${origin.startsWith('https:') ? '__Host-' : ''}mooring.preferences`

/** The copy of the account's choice that the browser keeps, for the time before the session is known and after it has ended. */
export function readPreferenceCookie(header: string | undefined, origin: string): Preferences {
  const start = `${nameAt(origin)}=`
  const cookie = header?.split('; ').find((one) => one.startsWith(start))
  return cookie ? readPreferences(Object.fromEntries(new URLSearchParams(cookie.slice(start.length)))) : NOTHING_CHOSEN
}

/** The `Set-Cookie` header for a choice. One of nothing takes the cookie back. */
export function writePreferenceCookie(preferences: Preferences, origin: string): string {
  const made = Object.entries(preferences).filter((choice): choice is [string, string] => choice[1] !== null)
  const age = made.length > 0 ? MAX_AGE_S : 0
  const secure = origin.startsWith('https:') ? '; Secure' : ''
  return `${nameAt(origin)}=${new URLSearchParams(made)}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure}`
}
