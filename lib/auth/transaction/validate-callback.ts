import 'server-only'
import { isSessionLive, type Session } from '#lib/auth/session/session-store'
import { meaningOf } from '#lib/auth/transaction/authorization-errors'
import type { SignInError } from '#lib/auth/transaction/sign-in-errors'
import type { Checks } from '#lib/auth/transaction/transaction-cookie'
import { consumeTransaction, findTransaction } from '#lib/auth/transaction/transaction-store'
import type { AuthorizationTransaction } from '#lib/consent/find-connection'
import { settings } from '#lib/env'
import { sha256 } from '#lib/ids'
import { knownError, type OAuthError } from '#lib/oauth/errors'
import { fail, ok, type Result } from '#lib/result'

/** What a browser brings back. */
export interface Returned {
  query: URLSearchParams
  /** Of the transaction that this browser began last; null when none is pending. */
  checks: Checks | null
}

export interface Callback extends Returned {
  session: Session | null
}

/** A response that belongs to the pending transaction of this browser and may be exchanged. */
export interface ValidResponse {
  transaction: AuthorizationTransaction
  response: URLSearchParams
  checks: Checks
}

export interface Refused {
  error: SignInError
  /** What Qonto said, when it was an error that we know. */
  oauthError: OAuthError | null
  /** The transaction that Qonto refused, with its response; null when the refusal is ours. */
  answered: { transaction: AuthorizationTransaction; response: URLSearchParams } | null
}

/** What Hydra may send back (RFC 6749, section 4.1.2; `iss` from RFC 9207). Anything else is ignored, as section 4.1.2 demands. */
const KNOWN = ['code', 'state', 'scope', 'iss', 'error', 'error_description', 'error_uri', 'error_hint', 'error_debug']
/** What must never arrive by the front channel: with these in a URL an attacker tries to plant a token. */
const PLANTED = ['access_token', 'id_token', 'refresh_token', 'token', 'token_type', 'expires_in', 'response']
const VISIBLE = /^[\x20-\x7e]*$/

/**
 * Validates an authorization response, in this order: its shape; whether its transaction was used before; whether this browser
 * began a transaction and still can finish it; whether the two are the same; and only then what Qonto says.
 * Whatever the outcome, an answer to the transaction that this browser began last uses that up, and any other answer uses
 * up nothing: neither a link of a stranger nor an older tab ends what is pending here.
 */
export async function validateCallback({ query, checks, session }: Callback): Promise<Result<ValidResponse, Refused>> {
  const validated = await validate(query, checks, session)
  if (!validated.ok && checks !== null && isAnswerTo(query, checks)) await consume(checks.state)
  return validated
}

/** True when nothing is pending in this browser any more once this answer has been dealt with. */
export function endsPending({ query, checks }: Returned): boolean {
  return checks === null || isAnswerTo(query, checks)
}

function isAnswerTo(query: URLSearchParams, { state }: Checks): boolean {
  const [given, ...repeated] = query.getAll('state')
  return given !== undefined && repeated.length === 0 && sameText(given, state)
}

async function validate(
  query: URLSearchParams,
  checks: Checks | null,
  session: Session | null,
): Promise<Result<ValidResponse, Refused>> {
  const response = shapeOf(query)
  if (!response) return refuse('flow_invalid')
  const state = response.get('state') ?? ''
  const stored = await findTransaction(state)
  if (stored?.consumed) return refuse('flow_replayed')
  if (checks === null) return refuse('flow_expired')
  // It belongs to another tab, where a newer transaction has replaced it, or to another browser: the two look the same.
  if (!sameText(state, checks.state)) return refuse(stored ? 'flow_superseded' : 'flow_invalid')
  // One that was begun before the settings changed hands would bring tokens of one Qonto home as those of another.
  const isOfToday = stored?.transaction.environment === settings().environment
  if (!stored || stored.expired || !isOfToday) return refuse('flow_expired')
  const { transaction } = stored
  const bound = await validateSession(transaction, session)
  if (!bound.ok) return refuse(bound.reason)
  const iss = response.get('iss')
  if (iss !== null && iss !== settings().issuer) return refuse('flow_invalid')
  const error = response.get('error')
  if (error !== null) {
    const oauthError = knownError(error)
    const description = response.get('error_description')
    return fail({ error: meaningOf(oauthError, description), oauthError, answered: { transaction, response } })
  }
  return response.has('code') ? ok({ transaction, response, checks }) : refuse('flow_invalid')
}

function refuse(error: SignInError): Result<never, Refused> {
  return fail({ error, oauthError: null, answered: null })
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
async function validateSession(
  { intent, sessionId }: AuthorizationTransaction,
  session: Session | null,
): Promise<Result<undefined, SignInError>> {
  if (intent === 'sign_in' || (session !== null && session.id === sessionId)) return ok()
  return fail(sessionId !== null && (await isSessionLive(sessionId)) ? 'flow_invalid' : 'flow_expired')
}

async function consume(state: string): Promise<void> {
  const stored = await findTransaction(state)
  if (stored) await consumeTransaction(stored.transaction.id)
}

// Hashing first makes the comparison independent of how much of the text agrees.
function sameText(one: string, other: string): boolean {
  return Buffer.compare(sha256(one), sha256(other)) === 0
}
