import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type Answer, empty, html, json, jsonBody, redirect } from '#simulator/answer'
import { apiError } from '#simulator/api/api-errors'
import type { Delivery, FailureOf, Target } from '#simulator/failures/failure-schemas'
import { gatePage } from '#simulator/failures/gate'
import { hydraError, hydraQuiet } from '#simulator/oauth/hydra-errors'

type Rewrite = FailureOf<'rewrite'>

/** Without these the work is done first: a lost or broken answer is dangerous because something has changed at the other side. */
const WITHOUT_WORK: ReadonlySet<Delivery['kind']> = new Set([
  'refuse',
  'status',
  'html',
  'oversized',
  'redirect',
  'ignore',
  'raw',
])

/** Runs the work or not, and shapes the answer as the failure says. */
export async function applyFailure(failure: Delivery, target: Target, work: () => Promise<Answer>): Promise<Answer> {
  if (failure.kind === 'delay' && !failure.after) await sleep(failure.ms)
  const worked = (failure.work ?? !WITHOUT_WORK.has(failure.kind)) ? await work() : null
  if (failure.kind === 'delay' && failure.after) await sleep(failure.ms)
  return shape(failure, target, worked ?? empty(200))
}

function shape(failure: Delivery, target: Target, answer: Answer): Answer {
  switch (failure.kind) {
    case 'status':
    case 'status_after':
      return errorAnswer(failure, target)
    case 'html':
      return html(failure.status, gatePage())
    case 'redirect':
      return redirect(failure.to, failure.status)
    case 'invalid_json':
      return { ...answer, status: 200, body: '{"access_token": "cut off in the mid' }
    case 'body':
      return json(answer.status === 204 ? 200 : answer.status, failure.json)
    case 'merge':
      return merge(answer, failure)
    case 'rewrite':
      return rewrite(answer, failure)
    case 'headers':
      return { ...answer, headers: { ...answer.headers, ...failure.json } }
    case 'ignore':
      if (target === 'revoke') return hydraQuiet()
      return target === 'consents' ? empty(204) : empty(200)
    default:
      return answer
  }
}

function merge(answer: Answer, { json: changes, copy, long }: FailureOf<'merge'>): Answer {
  const truth = jsonBody(answer) ?? {}
  const copies = Object.fromEntries(Object.entries(copy).map(([to, from]) => [to, truth[from]]))
  const texts = Object.fromEntries(Object.entries(long).map(([name, length]) => [name, 'x'.repeat(length)]))
  const merged = Object.entries({ ...truth, ...changes, ...copies, ...texts }).filter(([, value]) => value !== null)
  return { ...answer, body: JSON.stringify(Object.fromEntries(merged)) }
}

/** The same answer in other words, still with everything that was issued in it. */
function rewrite(answer: Answer, { status, headers, first, last, before, after, pretty, encoding }: Rewrite): Answer {
  const spaced = pretty ? JSON.stringify(jsonBody(answer), null, 2) : answer.body.toString()
  const text = `${before}${spaced.replace('{', () => `{${first}`).replace(/}\s*$/, () => `${last}}`)}${after}`
  const bytes = encoding === 'gzip' ? gzipSync(text) : Buffer.from(text, encoding)
  const packed = encoding === 'gzip' ? { 'content-encoding': 'gzip' } : {}
  return { status: status ?? answer.status, headers: { ...answer.headers, ...packed, ...headers }, body: bytes }
}

function errorAnswer(
  { status, retryAfter, body }: Extract<Delivery, { kind: 'status' | 'status_after' }>,
  target: Target,
): Answer {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  if (typeof body === 'string') return html(status, body, headers)
  if (body !== undefined) return json(status, body, headers)
  const isApi = ['organization', 'membership', 'bank_accounts', 'consents'].includes(target)
  const answer = isApi
    ? apiError(status, API_CODES[status] ?? 'unknown', `The simulator was told to answer ${status}.`)
    : hydraError(HYDRA_CODES[status] ?? 'server_error', { status })
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

const API_CODES: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  429: 'too_many_requests',
  500: 'internal_server_error',
}
const HYDRA_CODES: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'invalid_client',
  403: 'scope_not_granted',
  429: 'too_many_requests',
  503: 'temporarily_unavailable',
}
