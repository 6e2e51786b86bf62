import 'server-only'
import { cookieName } from '#lib/auth/cookies'
import { authOptions } from '#lib/auth/options'
import { type AuthAnswer, runNextAuth } from '#lib/auth/run-next-auth'
import type { Session } from '#lib/auth/session-store'
import { errorPath, type SignInError } from '#lib/auth/sign-in-errors'
import { createTransaction } from '#lib/auth/transaction-store'
import { keyState } from '#lib/connection/canary'
import { ownConnection } from '#lib/connection/own'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Intent } from '#lib/generated/prisma/enums'
import { isId, newReference } from '#lib/ids'
import { log, nameOf } from '#lib/log'
import { SCOPE_CATALOGUE } from '#lib/qonto/scope-catalogue'
import { fail, ok, type Result } from '#lib/result'

/** What a person wants when they press *Connect with Qonto*, *Reconnect* or *Allow more*. */
export interface Begin {
  intent: string | null
  connection: string | null
  /** Scopes to ask for on top, for *Allow more*. */
  scopes: string[]
  csrfToken: string
  /** A path on this site. */
  callbackUrl: string
}

export interface Begun {
  /** Qonto's authorization page, or our error page. */
  location: string
  setCookies: string[]
}

const INTENTS: ReadonlyMap<string, Intent> = new Map([
  ['sign-in', 'sign_in'],
  ['connect', 'connect'],
  ['reconnect', 'reconnect'],
  ['allow-more', 'allow_more'],
])

interface Plan {
  intent: Intent
  connectionId: string | null
  organizationId: string | null
  scopes: string[]
}

/**
 * Begins a trip to Qonto: next-auth mints state, nonce and verifier; we read the state from the redirect it answers with
 * and write the transaction before the browser leaves.
 * @param csrfCookie next-auth's own cookie, which the token in `begin` must match.
 */
export async function beginFlow(begin: Begin, csrfCookie: string | undefined, session: Session | null): Promise<Begun> {
  const reference = newReference()
  const refuse = (error: SignInError, cause?: unknown): Begun => {
    log.warn('sign_in_not_begun', { reference, code: error, ...(cause === undefined ? {} : { cause: nameOf(cause) }) })
    return { location: errorPath(error, reference), setCookies: [] }
  }
  try {
    if ((await keyState()) !== 'ready') return refuse('config_error')
    const planned = await plan(begin, session)
    if (!planned.ok) return refuse(planned.reason)
    const { scopes, organizationId, intent, connectionId } = planned.value
    const answer = await askNextAuth(begin, csrfCookie, { scopes, organizationId })
    const state = stateOf(answer)
    // No state in the redirect: next-auth did not accept the form's CSRF token. The page was open for too long, or its cookie is gone.
    if (!state || !answer.redirect) return refuse('flow_expired')
    const { environment } = settings()
    await createTransaction(state, {
      environment,
      intent,
      userId: intent === 'sign_in' ? null : (session?.userId ?? null),
      sessionId: session?.id ?? null,
      connectionId,
      scopes,
    })
    return { location: answer.redirect, setCookies: answer.setCookies }
  } catch (error) {
    return refuse('storage_unavailable', error)
  }
}

async function plan(begin: Begin, session: Session | null): Promise<Result<Plan, SignInError>> {
  const intent = INTENTS.get(begin.intent ?? 'sign-in')
  if (!intent) return fail('flow_invalid')
  const base = { intent, connectionId: null, organizationId: null, scopes: settings().scopes }
  if (intent === 'sign_in') return ok(base)
  if (!session) return fail('flow_expired')
  if (intent === 'connect') return ok(base)
  const connection = isId(begin.connection) ? await findOwn(begin.connection, session.userId) : null
  if (!connection) return fail('flow_invalid')
  // What the connection already has is asked for again: a consent replaces the former one, it does not add to it.
  const wanted = [
    ...settings().scopes,
    ...connection.grantedScopes,
    ...(intent === 'allow_more' ? begin.scopes.filter((scope) => SCOPE_CATALOGUE.has(scope)) : []),
  ]
  return ok({
    intent,
    connectionId: connection.id,
    organizationId: connection.organizationId,
    scopes: [...new Set(wanted)],
  })
}

function findOwn(id: string, userId: string) {
  return db().connection.findFirst({
    where: ownConnection(id, userId),
    select: { id: true, organizationId: true, grantedScopes: true },
  })
}

function askNextAuth(
  { csrfToken, callbackUrl }: Begin,
  csrfCookie: string | undefined,
  request: Parameters<typeof authOptions>[0],
): Promise<AuthAnswer> {
  const cookies: Record<string, string> = csrfCookie === undefined ? {} : { [cookieName('csrfToken')]: csrfCookie }
  const body = { csrfToken, callbackUrl: new URL(callbackUrl, settings().origin).href }
  return runNextAuth({ method: 'POST', action: 'signin', cookies, body }, authOptions(request))
}

function stateOf({ redirect }: AuthAnswer): string | null {
  const url = redirect === null ? null : URL.parse(redirect)
  return url?.href.startsWith(`${settings().oauthUrl}/`) ? url.searchParams.get('state') : null
}
