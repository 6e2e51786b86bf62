/** The name of a cookie under this origin: on https it is bound to this host (RFC 6265bis, section 4.1.3.2). */
export const ownCookieName = (name: string, origin: string) =>
  `${origin.startsWith('https:') ? '__Host-' : ''}mooring.${name}`

/** What a `Cookie` header says of it; null when it is not there. */
export function readOwnCookie(header: string | undefined, name: string, origin: string): string | null {
  const start = `${ownCookieName(name, origin)}=`
  const cookie = header?.split('; ').find((one) => one.startsWith(start))
  return cookie?.slice(start.length) ?? null
}

/** The end of the attributes of every one of them. */
export const siteAttributes = (origin: string) => `SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}`
