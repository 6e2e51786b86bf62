import 'server-only'
import { decode } from 'next-auth/jwt'
import { type CookiePurpose, cookieName, TRIP_COOKIES } from '#lib/auth/cookies'
import { isSessionLive, type Session } from '#lib/auth/session-store'
import type { SignInError } from '#lib/auth/sign-in-errors'
import { consumeTransaction, findTransaction } from '#lib/auth/transaction-store'
import type { Trip } from '#lib/connection/find'
import { settings } from '#lib/env'
import { sha256 } from '#lib/ids'
import { fail, ok, type Result } from '#lib/result'

export interface Callback {
  query: URLSearchParams
  cookies: ReadonlyMap<string, string>
  session: Session | null
}

/** A response that belongs to a trip of this browser and may be exchanged. */
export interface Judged {
  trip: Trip
  response: URLSearchParams
}

/** What Hydra may send back (RFC 6749, section 4.1.2; `iss` from RFC 9207). Anything else is ignored, as section 4.1.2 demands. */
const KNOWN = ['code', 'state', 'scope', 'iss', 'error', 'error_description', 'error_uri', 'error_hint', 'error_debug']
/** What must never arrive by the front channel: with these in a URL somebody is trying to plant a token. */
const PLANTED = ['access_token', 'id_token', 'refresh_token', 'token', 'token_type', 'expires_in', 'response']
const VISIBLE = /^[\x20-\x7e]*$/

/**
 * Judges an authorization response, in this order: its shape; whether its trip was used before; whether this browser
 * began a trip and still can finish it; whether the two are the same; and only then what Qonto says.
 * Whatever the outcome, the trip of *this* browser is used up by it; another browser's never is.
 */
export async function judgeCallback({ query, cookies, session }: Callback): Promise<Result<Judged, SignInError>> {
  const state = await stateOfBrowser(cookies)
  const judged = await judge(query, state, session)
  if (!judged.ok && state !== null) await useUp(state)
  return judged
}

async function judge(
  query: URLSearchParams,
  expected: string | null,
  session: Session | null,
): Promise<Result<Judged, SignInError>> {
  const response = shapeOf(query)
  if (!response) return fail('flow_invalid')
  const state = response.get('state') ?? ''
  const stored = await findTransaction(state)
  if (stored?.consumed) return fail('flow_replayed')
  if (expected === null) return fail('flow_expired')
  if (!sameText(state, expected)) return fail('flow_invalid')
  // One that was begun before the settings changed hands would bring tokens of one Qonto home as those of another.
  const isOfToday = stored?.trip.environment === settings().environment
  if (!stored || stored.expired || !isOfToday) return fail('flow_expired')
  const bound = await judgeSession(stored.trip, session)
  if (!bound.ok) return bound
  const iss = response.get('iss')
  if (iss !== null && iss !== settings().issuer) return fail('flow_invalid')
  const error = response.get('error')
  if (error !== null) return fail(meaningOf(error))
  return response.has('code') ? ok({ trip: stored.trip, response }) : fail('flow_invalid')
}

/** The known parameters, each once and of sane length; null for anything that is not the shape of a response. */
function shapeOf(query: URLSearchParams): URLSearchParams | null {
  const names = [...query.keys()]
  if (names.some((name) => PLANTED.includes(name))) return null
  const response = new URLSearchParams()
  for (const name of KNOWN) {
    const [value, ...repeated] = query.getAll(name)
    if (repeated.length > 0) return null
    if (value !== undefined) response.set(name, value)
  }
  const code = response.get('code')
  const hasOne = (code !== null) !== response.has('error') && response.get('error') !== ''
  const state = response.get('state')
  const isSane = (value: string, longest: number) => value.length > 0 && value.length <= longest && VISIBLE.test(value)
  if (!hasOne || state === null || !isSane(state, 512) || (code !== null && !isSane(code, 2048))) return null
  return response
}

/** Every intent but a sign-in belongs to the session that began it. */
async function judgeSession(
  { intent, sessionId }: Trip,
  session: Session | null,
): Promise<Result<undefined, SignInError>> {
  if (intent === 'sign_in' || (session !== null && session.id === sessionId)) return ok()
  return fail(sessionId !== null && (await isSessionLive(sessionId)) ? 'flow_invalid' : 'flow_expired')
}

/** RFC 6749, section 4.1.2.1. The description is somebody else's text and goes nowhere. */
function meaningOf(error: string): SignInError {
  switch (error) {
    case 'access_denied':
      return 'access_denied'
    case 'server_error':
    case 'temporarily_unavailable':
      return 'provider_unavailable'
    case 'invalid_scope':
    case 'unauthorized_client':
    case 'unsupported_response_type':
      return 'config_error'
    default:
      return 'provider_rejected'
  }
}

/** The state of the trip that this browser has cookies for; null when one of the three is missing, unreadable or too old. */
async function stateOfBrowser(cookies: ReadonlyMap<string, string>): Promise<string | null> {
  const [verifier, state, nonce] = await Promise.all(TRIP_COOKIES.map((purpose) => readTripCookie(cookies, purpose)))
  return verifier && nonce && state ? state : null
}

async function readTripCookie(cookies: ReadonlyMap<string, string>, purpose: CookiePurpose): Promise<string | null> {
  const salt = cookieName(purpose)
  const token = cookies.get(salt)
  if (!token) return null
  const value = await decode({ token, secret: settings().authSecret, salt }).catch(() => null)
  return value?.provider === 'qonto' && typeof value.value === 'string' ? value.value : null
}

async function useUp(state: string): Promise<void> {
  const stored = await findTransaction(state)
  if (stored) await consumeTransaction(stored.trip.id)
}

// Hashing first makes the comparison independent of how much of the text agrees.
function sameText(one: string, other: string): boolean {
  return Buffer.compare(sha256(one), sha256(other)) === 0
}
