import 'server-only'
import { type CookiePurpose, clearCookie, TRIP_COOKIES } from '#lib/auth/cookies'

const LEFT_BEHIND = ['sessionToken', 'csrfToken', 'callbackUrl', ...TRIP_COOKIES] as const satisfies CookiePurpose[]

/**
 * What the answer says with which somebody leaves: our cookies go, each by name, and with them whatever the browser kept
 * of our pages (ASVS 14.3.1). Not `"cookies"`: it clears the whole registrable domain, so signing out of
 * mooring.example.com would sign people out of everything else of example.com, and of their proxy's password.
 */
export function leave(headers: Headers): void {
  for (const purpose of LEFT_BEHIND) headers.append('Set-Cookie', clearCookie(purpose))
  headers.set('Clear-Site-Data', '"cache", "storage"')
}
