import 'server-only'
import { createHash } from 'node:crypto'
import { authenticate } from '#lib/api/authenticate'
import type { Call } from '#lib/api/call'
import { CALLS } from '#lib/api/calls'
import { passThrough } from '#lib/api/pass-through/pass-through'
import { type Problem, problem } from '#lib/api/problems'
import { readQuestion } from '#lib/api/read-question'
import { writeProblem } from '#lib/api/write-problem'
import { noteUse } from '#lib/api-keys/note-use'
import { throttle } from '#lib/auth/limits/throttle'
import { throttleCall } from '#lib/auth/limits/throttle-call'
import { CLIENT_HEADER } from '#lib/client-address'
import { isUnreachable } from '#lib/db'
import { settings } from '#lib/env'
import { isId, newReference } from '#lib/ids'
import { log, nameOf } from '#lib/log'
import { requestId as currentRequest } from '#lib/observe/request-context'
import { ok, type Result } from '#lib/result'

/** Answers a call to `/api/v1`. Cookies are not looked at, and nothing is cached by anybody. */
export async function handleCall(request: Request): Promise<Response> {
  const requestId = currentRequest() ?? newReference()
  try {
    const answered = await answer(request)
    return answered.ok ? answered.value(requestId) : refuse(answered.reason, requestId)
  } catch (error) {
    // Nobody is there to read an answer, and nothing has failed here.
    if (request.signal.aborted) return new Response(null, { status: 499 })
    if (isUnreachable(error)) return refuse({ code: 'unavailable', retryAfter: 5 }, requestId)
    log.error('api_call_failed', { reference: requestId, cause: nameOf(error) })
    return refuse({ code: 'failed' }, requestId)
  }
}

/** Writes an answer down, once the id of its request is known. */
type Write = (requestId: string) => Response

async function answer(request: Request): Promise<Result<Write, Problem>> {
  const { pathname } = new URL(request.url)
  const route = findCall(request.method, pathname.replace(/^\/api\/v1/, ''))
  const address = request.headers.get(CLIENT_HEADER) ?? 'unknown'
  const connectionId = route.of === 'connections' ? route.id : null
  const caller = await authenticate(request.headers.get('authorization'), address, connectionId)
  if (!caller.ok) {
    const guesses = await throttle('bad_key', address)
    return guesses.ok ? caller : problem('too_many_requests', { retryAfter: guesses.reason.retryAfter })
  }
  const calls = await throttleCall(caller.value.keyId)
  if (!calls.ok) return problem('too_many_requests', { retryAfter: calls.reason.retryAfter })
  if (route.kind === 'refused') return problem(route.problem)
  if (route.kind === 'pass_through') {
    noteUse(caller.value, address)
    const passed = await passThrough(request, caller.value, route.path)
    return passed.ok ? ok((requestId) => mark(passed.value, requestId)) : passed
  }
  const { permission } = route.call
  if (permission !== null && !caller.value.permissions.includes(permission))
    return problem('not_permitted', { detail: `This call needs the permission ${permission}.` })
  const asked = await readQuestion(route.call, request)
  if (!asked.ok) return asked
  noteUse(caller.value, address)
  const done = await route.call.run(caller.value, asked.value, route.id)
  if (!done.ok) return done
  const body = route.call.answer.parse(done.value)
  return ok((requestId) => write(request, body, requestId))
}

/** What an address can name one of. */
const NAMED = ['connections', 'webhook-endpoints'] as const

type Route = { id: string | null; of: (typeof NAMED)[number] | null } & (
  | { kind: 'call'; call: Call }
  | { kind: 'pass_through'; path: string }
  | { kind: 'refused'; problem: 'not_found' | 'method_not_allowed' }
)

function findCall(method: string, path: string): Route {
  const parts = path.split('/')
  const of = isId(parts[2]) ? (NAMED.find((name) => name === parts[1]) ?? null) : null
  const id = of === null ? null : (parts[2] ?? null)
  if (of === 'connections' && parts[3] === 'qonto')
    return { id, of, kind: 'pass_through', path: parts.slice(4).join('/') }
  const template = of === null ? path : ['', of, '{id}', ...parts.slice(3)].join('/')
  const there = CALLS.filter((call) => call.path === template)
  const call = there.find((one) => one.method === method)
  if (call) return { id, of, kind: 'call', call }
  return { id, of, kind: 'refused', problem: there.length > 0 ? 'method_not_allowed' : 'not_found' }
}

const headersOf = (requestId: string) => ({ 'Cache-Control': 'no-store', 'X-Request-Id': requestId })

/** Said, so that head and body go out in one piece (server/answer/answer-calls.ts). */
const lengthOf = (text: string) => ({ 'Content-Length': String(Buffer.byteLength(text)) })

function write(request: Request, body: unknown, requestId: string): Response {
  const text = JSON.stringify(body)
  const headers = { ...headersOf(requestId), 'Content-Type': 'application/json', ...lengthOf(text) }
  if (request.method !== 'GET') return new Response(text, { headers })
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  if (request.headers.get('if-none-match') === etag)
    return new Response(null, { status: 304, headers: { ...headersOf(requestId), ETag: etag } })
  return new Response(text, { headers: { ...headers, ETag: etag } })
}

/** Qonto's answer: its body passes as it came, so nothing on the way may pack it. */
function mark(passed: Response, requestId: string): Response {
  passed.headers.set('Cache-Control', 'no-store, no-transform')
  passed.headers.set('X-Request-Id', requestId)
  return passed
}

function refuse(reason: Problem, requestId: string): Response {
  const { status, headers, text } = writeProblem(reason, requestId, settings().origin)
  log.info('api_call_refused', { code: reason.code, status, reference: requestId })
  return new Response(text, { status, headers })
}
