import 'server-only'
import { clearZoneCookie } from '#i18n/zone-cookie'
import { ALL_COOKIES, clearCookie } from '#lib/auth/session/cookies'
import { settings } from '#lib/env'

/**
 * The headers of the answer that signs a person out: our cookies go, each by name, and with them whatever the browser kept
 * of our pages (ASVS 14.3.1). Not `"cookies"`: it clears the whole registrable domain, so signing out of
 * mooring.example.com would sign people out of everything else of example.com, and of their proxy's password.
 */
export function leave(headers: Headers): void {
  for (const purpose of ALL_COOKIES) headers.append('Set-Cookie', clearCookie(purpose))
  headers.append('Set-Cookie', clearZoneCookie(settings().origin))
  headers.set('Clear-Site-Data', '"cache", "storage"')
}
