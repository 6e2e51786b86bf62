import 'server-only'
import { accessToken } from '#lib/access/access-token'
import type { UsableToken } from '#lib/access/decide'
import type { Caller } from '#lib/api/authenticate'
import { headersFromQonto, headersToQonto } from '#lib/api/pass-through/pass-headers'
import { type PathRefusal, type QontoPath, readQontoPath } from '#lib/api/pass-through/read-path'
import { LONGEST_UPLOAD, streamToQonto } from '#lib/api/pass-through/stream-to-qonto'
import { type Problem, problem } from '#lib/api/problems'
import { refusalOf } from '#lib/api/refusal-of'
import { countUse } from '#lib/api-keys/count-use'
import { visibleConnection } from '#lib/connection/principal'
import type { ShownRow } from '#lib/connection/shown-row'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { retryAfter, WireError } from '#lib/http'
import { inFlight } from '#lib/in-flight'
import { type Needed, neededBy, READS } from '#lib/qonto/endpoint-catalogue'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { keepQuiet } from '#lib/qonto/quiet'
import { ok, type Result } from '#lib/result'

/** Why a call is not sent on, or not answered by Qonto; the OpenAPI document has them too. */
export const REFUSALS = [
  ...['invalid_request', 'not_permitted', 'not_found', 'too_large'],
  ...['paused', 'disconnected', 'reconnect', 'setup_problem', 'later', 'locked'],
] as const
type Refusal = Problem<(typeof REFUSALS)[number]>

const PATH_REFUSALS: Record<PathRefusal, Refusal> = {
  unreadable: { code: 'invalid_request', detail: 'The path has empty or relative parts, or signs that no path has.' },
  not_an_api: { code: 'not_found', detail: 'Only paths under v1/ and v2/ of Qonto’s API can be called.' },
  ends_the_consent: { code: 'not_permitted', detail: 'Use the call /disconnect: it also proves the end.' },
}

/**
 * Sends a call on to Qonto's API with the token of the connection, and its answer back as it is. The token stays here.
 * @param path what follows `/qonto/` in the address, still encoded
 */
export async function passThrough(request: Request, caller: Caller, path: string): Promise<Result<Response, Refusal>> {
  const { method } = request
  const permission = READS.has(method) ? 'qonto:read' : 'qonto:write'
  if (!caller.permissions.includes(permission))
    return problem('not_permitted', { detail: `This call needs the permission ${permission}.` })
  const read = readQontoPath(path, new URL(request.url).search)
  if (!read.ok) return { ok: false, reason: PATH_REFUSALS[read.reason] }
  if (!caller.connection) return problem('not_found')
  const needed = neededBy(method, read.value.segments)
  if (needed.movesMoney && !caller.mayMoveMoney)
    return problem('not_permitted', { detail: 'This call may move money, and the key may not.' })
  const length = lengthOf(request)
  if (length !== null && !(length <= LONGEST_UPLOAD))
    return problem('too_large', { detail: `A body has at most ${LONGEST_UPLOAD} bytes.` })
  const answered = await askWithToken(request, caller, caller.connection, { path: read.value, length })
  if (answered.ok) note(answered.value, caller, caller.connection, needed)
  return answered
}

function lengthOf({ headers }: Request): number | null {
  const length = headers.get('content-length')
  return length === null ? null : Number(length)
}

/** A 401 is answered with one new token. Only what reads is sent a second time: the first may have done what it says. */
async function askWithToken(
  request: Request,
  caller: Caller,
  row: ShownRow,
  { path, length }: { path: QontoPath; length: number | null },
): Promise<Result<Response, Refusal>> {
  const { id } = row
  const read = { row, now: caller.now, asOf: caller.asOf }
  // Of the process and not of the request: a caller that hangs up leaves no refresh behind that nobody finishes.
  const token = await inFlight(() => accessToken(id, { read }))
  if (!token.ok) return refusalOf(token.reason, id)
  const first = await ask(request, path, token.value, length)
  if (!first.ok || first.value.status !== 401) return first
  await first.value.body?.cancel()
  const refused = { refusedGeneration: token.value.generation }
  const next = await inFlight(() => accessToken(id, refused))
  if (!next.ok) return refusalOf(next.reason, id)
  if (!READS.has(request.method))
    return problem('later', { detail: 'Qonto refused the token. There is a new one; the call was not sent again.' })
  const second = await ask(request, path, next.value, null)
  // A new token and refused all the same: the jobs find out what that says about the connection.
  if (second.ok && second.value.status === 401)
    await db().connection.updateMany({ where: visibleConnection(caller, id), data: { recheckAt: new Date() } })
  return second
}

async function ask(
  request: Request,
  { target }: QontoPath,
  { token }: UsableToken,
  length: number | null,
): Promise<Result<Response, Refusal>> {
  const { apiUrl, headers } = qontoEndpoints(settings())
  const isRead = READS.has(request.method)
  try {
    const answer = await streamToQonto(`${apiUrl}${target}`, {
      method: request.method,
      headers: { ...headersToQonto(request.headers), Authorization: `Bearer ${token}`, ...headers },
      ...{ body: isRead ? null : request.body, length, signal: request.signal },
    })
    const sentBack = { status: answer.status, headers: headersFromQonto(answer.headers, apiUrl) }
    return ok(new Response(answer.body, sentBack))
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    if (error.failure === 'too_large')
      return problem('too_large', { detail: `A body has at most ${LONGEST_UPLOAD} bytes.` })
    const unknown = isRead ? '' : ' It may have done what was asked: repeat it with the same X-Qonto-Idempotency-Key.'
    return problem('later', { retryAfter: 30, detail: `Qonto did not answer.${unknown}` })
  }
}

/** What an answer teaches us: which scopes are used, and that Qonto wants to be left alone. */
function note(answer: Response, { keyId }: Caller, { id, grantedScopes }: ShownRow, needed: Needed): void {
  if (answer.status === 429) keepQuiet(retryAfter(answer) ?? 0)
  if (answer.status === 401 || answer.status === 429) return
  const scope = needed.scopes.find((one) => grantedScopes.includes(one)) ?? needed.scopes[0]
  countUse({ keyId, connectionId: id, needed: scope ?? 'other' })
}
