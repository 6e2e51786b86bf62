import { randomBytes } from 'node:crypto'
import { type Answer, json } from '#simulator/answer'

/** Qonto's JSON:API error: `errors[]` and a `trace_id` that equals the header, which is what its support asks for. */
export function apiError(status: number, code: string, detail: string): Answer {
  const traceId = randomBytes(16).toString('hex')
  return json(status, { errors: [{ code, detail }], trace_id: traceId }, { 'x-tyk-trace-id': traceId })
}

export function apiAnswer(status: number, value: unknown): Answer {
  return json(status, value, { 'x-tyk-trace-id': randomBytes(16).toString('hex') })
}
