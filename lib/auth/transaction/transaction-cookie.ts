import 'server-only'
import { decode, encode } from 'next-auth/jwt'
import { z } from 'zod'
import {
  CHECK_COOKIES,
  cookieAttributes,
  cookieName,
  isSecureOrigin,
  TRANSACTION_SECONDS,
} from '#lib/auth/session/cookies'
import { settings } from '#lib/env'

/** What binds an authorization transaction to the browser that began it. */
export interface Checks {
  state: string
  nonce: string
  pkceCodeVerifier: string
}

const said = z.string().min(1).max(200)
const checksShape = z.object({ state: said, nonce: said, pkceCodeVerifier: said })
const checkShape = z.object({ provider: z.literal('qonto'), value: said })

/**
 * The checks that next-auth has just put into three cookies of its own; null when it has not.
 * Each of those is as long as the one that we make of them, and a reverse proxy takes 4 kB of headers in all (nginx's default).
 */
export async function checksOf(setCookies: ReadonlyMap<string, string>): Promise<Checks | null> {
  const values = await Promise.all(
    CHECK_COOKIES.map(async (purpose) => [purpose, await readCheck(setCookies, cookieName(purpose))] as const),
  )
  return checksShape.safeParse(Object.fromEntries(values)).data ?? null
}

async function readCheck(cookies: ReadonlyMap<string, string>, name: string): Promise<string | null> {
  const token = await read(cookies.get(name), name)
  return checkShape.safeParse(token).data?.value ?? null
}

/** The `Set-Cookie` header of the browser's one cookie for a transaction. */
export async function setTransactionCookie(checks: Checks): Promise<string> {
  const name = cookieName('transaction')
  const value = await encode({
    token: { ...checks },
    secret: settings().authSecret,
    salt: name,
    maxAge: TRANSACTION_SECONDS,
  })
  const { path } = cookieAttributes()
  return `${name}=${value}; Path=${path}; Max-Age=${TRANSACTION_SECONDS}; HttpOnly; SameSite=Lax${isSecureOrigin() ? '; Secure' : ''}`
}

/** The checks of the transaction that this browser began last; null when there is none, or it is unreadable or too old. */
export async function readTransactionCookie(cookies: ReadonlyMap<string, string>): Promise<Checks | null> {
  const name = cookieName('transaction')
  return checksShape.safeParse(await read(cookies.get(name), name)).data ?? null
}

async function read(token: string | undefined, salt: string): Promise<unknown> {
  return token ? decode({ token, secret: settings().authSecret, salt }).catch(() => null) : null
}
