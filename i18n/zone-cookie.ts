import { ownCookieName, readOwnCookie, siteAttributes } from '#i18n/own-cookie'

/**
 * The zone in which a browser shows its pages, as it says itself with every request: days and times that the server writes are
 * then the reader's from the second page on. For the session of the browser, and a name of the IANA list, nothing else.
 */
const NAME = 'zone'

export const zoneCookieName = (origin: string) => ownCookieName(NAME, origin)

/** What a `Cookie` header says; whether there is such a zone is for the caller to know. */
export function readZoneCookie(header: string | undefined, origin: string): string | null {
  return readOwnCookie(header, NAME, origin)
}

/** The `Set-Cookie` header that takes it back. */
export function clearZoneCookie(origin: string): string {
  return `${zoneCookieName(origin)}=; Path=/; Max-Age=0; ${siteAttributes(origin)}`
}

/** In the browser: keeps its zone for the next request. */
export function keepZone(): void {
  const { origin } = location
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  if (readZoneCookie(document.cookie, origin) === timeZone) return
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in Firefox ESR, and answers later than the next click.
  document.cookie = `${zoneCookieName(origin)}=${timeZone}; Path=/; ${siteAttributes(origin)}`
}
