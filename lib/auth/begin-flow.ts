import 'server-only'
import type { AuthorizationRequest } from '#lib/auth/next-auth/options'
import { authOptions } from '#lib/auth/next-auth/options'
import { type AuthAnswer, runNextAuth } from '#lib/auth/next-auth/run-next-auth'
import { cookieName } from '#lib/auth/session/cookies'
import type { Session } from '#lib/auth/session/session-store'
import { planTransaction, type Wish } from '#lib/auth/transaction/plan-transaction'
import { errorPath, type SignInError } from '#lib/auth/transaction/sign-in-errors'
import { type Checks, checksOf, setTransactionCookie } from '#lib/auth/transaction/transaction-cookie'
import { createTransaction } from '#lib/auth/transaction/transaction-store'
import { settings } from '#lib/env'
import { newReference } from '#lib/ids'
import { keyState } from '#lib/keys/key-check'
import { log, nameOf } from '#lib/log'
import { metrics } from '#lib/observe/metrics'

export interface Begin extends Wish {
  csrfToken: string
  /** A path on this site. */
  callbackUrl: string
}

export interface Begun {
  /** Qonto's authorization page, or our error page. */
  location: string
  setCookies: string[]
}

/**
 * Begins an authorization transaction: next-auth mints state, nonce and verifier; we read them from the cookies it answers with, write
 * the transaction before the browser leaves, and give the browser one cookie in place of next-auth's three.
 * @param csrfCookie next-auth's own cookie, which the token in `begin` must match.
 */
export async function beginFlow(begin: Begin, csrfCookie: string | undefined, session: Session | null): Promise<Begun> {
  const reference = newReference()
  const refuse = (error: SignInError, cause?: unknown): Begun => {
    log.warn('sign_in_not_begun', { reference, code: error, ...(cause === undefined ? {} : { cause: nameOf(cause) }) })
    metrics().signIns.inc({ outcome: error })
    return { location: errorPath(error, reference), setCookies: [] }
  }
  try {
    if ((await keyState()) !== 'ready') return refuse('config_error')
    const planned = await planTransaction(begin, session)
    if (!planned.ok) return refuse(planned.reason)
    const { organizationId, ...plan } = planned.value
    const answer = await askNextAuth(begin, csrfCookie, { scopes: plan.scopes, organizationId })
    const checks = await checksIn(answer)
    // No transaction in the answer: next-auth did not accept the form's CSRF token. The page was open for too long, or its cookie is gone.
    if (!checks || !answer.redirect) return refuse('flow_expired')
    await createTransaction(checks.state, {
      ...plan,
      environment: settings().environment,
      userId: plan.intent === 'sign_in' ? null : (session?.userId ?? null),
      sessionId: session?.id ?? null,
    })
    const setCookies = answer.setCookies.filter((cookie) => cookie.startsWith(`${cookieName('callbackUrl')}=`))
    return { location: answer.redirect, setCookies: [...setCookies, await setTransactionCookie(checks)] }
  } catch (error) {
    return refuse('storage_unavailable', error)
  }
}

function askNextAuth(
  { csrfToken, callbackUrl }: Begin,
  csrfCookie: string | undefined,
  request: AuthorizationRequest,
): Promise<AuthAnswer> {
  const cookies: Record<string, string> = csrfCookie === undefined ? {} : { [cookieName('csrfToken')]: csrfCookie }
  const body = { csrfToken, callbackUrl: new URL(callbackUrl, settings().origin).href }
  return runNextAuth({ method: 'POST', action: 'signin', cookies, body }, authOptions({ request }))
}

/** The checks of an answer that leads to Qonto with the same state; null for any other answer. */
async function checksIn({ redirect, setCookies }: AuthAnswer): Promise<Checks | null> {
  const url = redirect === null ? null : URL.parse(redirect)
  if (!url?.href.startsWith(`${settings().oauthUrl}/`)) return null
  const pairs = setCookies.map((cookie) => (cookie.split(';')[0] ?? '').split(/=(.*)/s))
  const checks = await checksOf(new Map(pairs.map(([name = '', value = '']) => [name, decodeURIComponent(value)])))
  return checks?.state === url.searchParams.get('state') ? checks : null
}
