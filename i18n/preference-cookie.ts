import { ownCookieName, readOwnCookie, siteAttributes } from '#i18n/own-cookie'
import { NOTHING_CHOSEN, type Preferences, readPreferences } from '#i18n/preferences'

/** As long as browsers keep any (RFC 6265bis, section 5.5): 400 days. */
const MAX_AGE_S = 400 * 86_400
const NAME = 'preferences'

/** The copy of the account's choice that the browser keeps, for the time before the session is known and after it has ended. */
export function readPreferenceCookie(header: string | undefined, origin: string): Preferences {
  const cookie = readOwnCookie(header, NAME, origin)
  return cookie === null ? NOTHING_CHOSEN : readPreferences(Object.fromEntries(new URLSearchParams(cookie)))
}

/** The `Set-Cookie` header for a choice. One of nothing takes the cookie back. */
export function writePreferenceCookie(preferences: Preferences, origin: string): string {
  const made = Object.entries(preferences).filter((choice): choice is [string, string] => choice[1] !== null)
  const age = made.length > 0 ? MAX_AGE_S : 0
  const name = ownCookieName(NAME, origin)
  return `${name}=${new URLSearchParams(made)}; Path=/; Max-Age=${age}; HttpOnly; ${siteAttributes(origin)}`
}
