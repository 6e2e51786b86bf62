/**
 * The zone in which a browser shows its pages, as it says itself with every request: days and times that the server writes are
 * then the reader's from the second page on. For the session of the browser, and a name of the IANA list, nothing else.
 */
export const zoneCookieName = (origin: string) => `${origin.startsWith('https:') ? '__Host-' : ''}mooring.zone`

/** What a `Cookie` header says; whether there is such a zone is for the caller to know. */
export function readZoneCookie(header: string | undefined, origin: string): string | null {
  const start = `${zoneCookieName(origin)}=`
  return (
    header
      ?.split('; ')
      .find((one) => one.startsWith(start))
      ?.slice(start.length) ?? null
  )
}

/** The `Set-Cookie` header that takes it back. */
export function clearZoneCookie(origin: string): string {
  return `${zoneCookieName(origin)}=; Path=/; Max-Age=0; SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}`
}

/** In the browser: keeps its zone for the next request. */
export function keepZone(): void {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  if (readZoneCookie(document.cookie, location.origin) === timeZone) return
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in Firefox ESR, and answers later than the next click.
  document.cookie = `${zoneCookieName(location.origin)}=${timeZone}; Path=/; SameSite=Lax${secure}`
}
