import 'server-only'
import { discardUnstored } from '#lib/auth/next-auth/exchange-and-verify'
import { authOptions } from '#lib/auth/next-auth/options'
import { type AuthAnswer, runNextAuth } from '#lib/auth/next-auth/run-next-auth'
import { safePath } from '#lib/auth/safe-path'
import { cookieName } from '#lib/auth/session/cookies'
import type { Flow } from '#lib/auth/transaction/flow'
import { noteRefusedScopes } from '#lib/auth/transaction/note-refused-scopes'
import { errorPath, type SignInError } from '#lib/auth/transaction/sign-in-errors'
import { noteOutcome } from '#lib/auth/transaction/transaction-store'
import { type Callback, type Refused, validateCallback } from '#lib/auth/transaction/validate-callback'
import { recordActivity } from '#lib/connection/activity'
import type { AuthorizationTransaction } from '#lib/consent/find-connection'
import { db } from '#lib/db'
import { startDeadline } from '#lib/deadline'
import { inFlight } from '#lib/in-flight'
import { type LogFields, log, nameOf } from '#lib/log'
import { metrics } from '#lib/observe/metrics'

export interface Finish extends Omit<Callback, 'session'> {
  /** Must not answer null while the database is away: the former session would then not be ended. */
  readSession(): Promise<Callback['session']>
  device: string | null
  /** The page that the form named, as the browser has kept it. */
  returnTo: string | null
  /** What the person is told to tell, and what the log has. */
  reference: string
  /** Aborted when the browser has been answered without us. */
  late?: AbortSignal | undefined
}

export interface Finished {
  location: string
  setCookies: string[]
}

/** The whole callback ends within 8 s; what is left after the requests is for the database. */
const REQUESTS_DEADLINE_MS = 7_000

/**
 * Finishes an authorization transaction: validate, exchange, verify, store, and only then a session. Never throws, and is finished whatever
 * becomes of the browser: a code that was sent has made tokens.
 */
export async function finishFlow(finish: Finish): Promise<Finished> {
  const { reference } = finish
  try {
    return await inFlight(() => finishTransaction(finish))
  } catch (error) {
    log.error(eventOf(finish), { reference, code: 'storage_unavailable', cause: nameOf(error) })
    count(finish, 'storage_unavailable')
    return { location: errorPath('storage_unavailable', reference), setCookies: [] }
  }
}

async function finishTransaction(finish: Finish): Promise<Finished> {
  const session = await finish.readSession()
  const validated = await validateCallback({ ...finish, session })
  if (!validated.ok) return await refuseAnswer(finish, validated.reason)
  const { transaction, response, checks } = validated.value
  const deadline = startDeadline(REQUESTS_DEADLINE_MS)
  const flow: Flow = {
    reference: finish.reference,
    transaction,
    response,
    checks,
    deadline: deadline.signal,
    device: finish.device,
    late: finish.late,
    former: session,
  }
  // It sees no cookie: neither who was signed in, which it could keep or link to, nor the checks, which are in the flow.
  const request = { method: 'GET', action: 'callback', cookies: {}, query: Object.fromEntries(response) } as const
  const answer = await runNextAuth(request, authOptions({ flow })).finally(() => discardUnstored(flow))
  const setCookies = sessionCookies(answer)
  if (setCookies.length === 0 || !flow.connected)
    return await refuse(finish, flow.failure ?? 'storage_unavailable', flow)
  const { userId, connectionId } = flow.connected
  log.info('signed_in', { userId, connectionId, intent: transaction.intent })
  count(finish, 'signed_in')
  return { location: landing(finish, connectionId), setCookies }
}

/** The cookie of a new session; none when next-auth made no session. */
function sessionCookies({ setCookies }: AuthAnswer): string[] {
  return setCookies.filter((cookie) => cookie.startsWith(`${cookieName('sessionToken')}=`))
}

/** The connection, unless the form named another page of this site. */
function landing({ returnTo }: Finish, connectionId: string | null): string {
  // Validated again: another site on this host can set a cookie over http, and `//host` in its path would lead away.
  const wanted = safePath(returnTo)
  return /^\/(connections)?(\?|$)/.test(wanted)
    ? `/connections${connectionId === null ? '' : `/${connectionId}`}`
    : wanted
}

/** Refused before anything was sent: by us, or by Qonto, which then has said why. */
async function refuseAnswer(finish: Finish, { error, oauthError, answered }: Refused): Promise<Finished> {
  const transaction = answered?.transaction ?? null
  const isOffered =
    error === 'scope_refused' && answered && (await noteRefusedScopes(answered.transaction, answered.response))
  const code = error === 'scope_refused' && !isOffered ? 'config_error' : error
  logRefusal(finish, code, { intent: transaction?.intent ?? null, check: null, oauthError })
  return { location: errorPath(code, finish.reference, isOffered ? (transaction?.id ?? null) : null), setCookies: [] }
}

async function refuse(finish: Finish, error: SignInError, flow: Flow): Promise<Finished> {
  const { transaction, failedCheck: check = null, oauthError = null } = flow
  logRefusal(finish, error, { intent: transaction.intent, check, oauthError })
  await recordFailure(transaction, error, finish.reference, check)
  return { location: errorPath(error, finish.reference), setCookies: [] }
}

/** Only an administrator can mend these: no sign-in works until then. */
const OF_CONFIGURATION: ReadonlySet<SignInError> = new Set(['config_error', 'scope_refused', 'clock_wrong'])

function logRefusal(finish: Finish, code: SignInError, fields: LogFields): void {
  log[OF_CONFIGURATION.has(code) ? 'error' : 'warn'](eventOf(finish), { reference: finish.reference, code, ...fields })
  count(finish, code)
}

/** Once for each: a person who was answered in time has been counted by then. */
function count({ late }: Finish, outcome: SignInError | 'signed_in'): void {
  if (!late?.aborted) metrics().signIns.inc({ outcome })
}

/** A person who was answered in time has been told, and that was logged, under the same reference. */
function eventOf({ late }: Finish): string {
  return late?.aborted ? 'late_sign_in_stopped' : 'sign_in_failed'
}

/** A person who is signed in finds the failure in the activity of the connection it was about. */
async function recordFailure(
  { id, userId, connectionId }: AuthorizationTransaction,
  code: SignInError,
  reference: string,
  check: string | null,
): Promise<void> {
  try {
    await noteOutcome(id, code)
    const details = check === null ? {} : { check }
    if (userId !== null)
      await recordActivity(db(), {
        event: 'sign_in_failed',
        actor: 'you',
        outcome: 'failed',
        userId,
        connectionId,
        code,
        reference,
        details,
      })
  } catch (error) {
    log.error('activity_not_recorded', { reference, cause: nameOf(error) })
  }
}
