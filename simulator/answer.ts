import type { OutgoingHttpHeaders } from 'node:http'

/** A complete HTTP answer, held back so that a failure button can still change how it is delivered. */
export interface Answer {
  status: number
  headers: OutgoingHttpHeaders
  body: string | Buffer
}

export function json(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

export function html(status: number, body: string, headers: OutgoingHttpHeaders = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body,
  }
}

export function redirect(location: string, status = 303): Answer {
  return { status, headers: { location, 'cache-control': 'no-store' }, body: '' }
}

export function empty(status: number): Answer {
  return { status, headers: {}, body: '' }
}

/** The JSON object in an answer, or null when there is none. */
export function jsonBody(answer: Answer): Record<string, unknown> | null {
  if (!String(answer.headers['content-type'] ?? '').includes('json')) return null
  const value: unknown = JSON.parse(answer.body.toString() || 'null')
  return isRecord(value) ? value : null
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
