import 'server-only'
import type { CookiesOptions } from 'next-auth'
import { settings } from '#lib/env'

/** Fifteen minutes for an authorization transaction, its second factor included. */
export const TRANSACTION_SECONDS = 15 * 60

const NAMES = {
  sessionToken: 'next-auth.session-token',
  callbackUrl: 'next-auth.callback-url',
  csrfToken: 'next-auth.csrf-token',
  transaction: 'next-auth.transaction',
  pkceCodeVerifier: 'next-auth.pkce.code-verifier',
  state: 'next-auth.state',
  nonce: 'next-auth.nonce',
} as const
export type CookiePurpose = keyof typeof NAMES

/** True on https. On a loopback http origin the plain names are used, because browsers disagree about Secure cookies there. */
export function isSecureOrigin(): boolean {
  return settings().origin.startsWith('https:')
}

/** next-auth's own check cookies. They stay on this side: a browser gets `transaction` instead (transaction-cookie.ts). */
export const CHECK_COOKIES = ['pkceCodeVerifier', 'state', 'nonce'] as const satisfies CookiePurpose[]

/** The exact name of a cookie. `__Host-` ties it to this host and path: no sibling domain can plant one (ASVS 3.3.3). */
export function cookieName(purpose: CookiePurpose): string {
  return `${isSecureOrigin() ? '__Host-' : ''}${NAMES[purpose]}`
}

/** Attributes of every cookie. */
export function cookieAttributes() {
  return { httpOnly: true, sameSite: 'lax' as const, path: '/', secure: isSecureOrigin() }
}

/** The cookies as next-auth wants to be told about them. */
export function cookieOptions(): Partial<CookiesOptions> {
  const transaction = { ...cookieAttributes(), maxAge: TRANSACTION_SECONDS }
  const cookie = (purpose: CookiePurpose, options: ReturnType<typeof cookieAttributes> & { maxAge?: number }) => ({
    name: cookieName(purpose),
    options,
  })
  return {
    sessionToken: cookie('sessionToken', cookieAttributes()),
    callbackUrl: cookie('callbackUrl', cookieAttributes()),
    csrfToken: cookie('csrfToken', cookieAttributes()),
    pkceCodeVerifier: cookie('pkceCodeVerifier', transaction),
    state: cookie('state', transaction),
    nonce: cookie('nonce', transaction),
  }
}

/** The `Set-Cookie` header that takes a cookie back. */
export function clearCookie(purpose: CookiePurpose): string {
  return `${cookieName(purpose)}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${isSecureOrigin() ? '; Secure' : ''}`
}

/** Every cookie that we may ever have set. */
export const ALL_COOKIES = Object.keys(NAMES) as CookiePurpose[]
