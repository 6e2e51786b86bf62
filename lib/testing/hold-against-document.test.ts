import { expect, it } from 'vitest'
import { openApi } from '#lib/api/openapi'
import { type Answered, holdAgainst } from '#lib/testing/hold-against-document'

const expectDescribed = holdAgainst(openApi('https://dashboard.example.net/api/v1'))
const HEADERS = { 'x-request-id': 'K7QM-3F8T', 'cache-control': 'no-store' }
const KEY = {
  id: '0199a1b2-0000-7000-8000-000000000001',
  name: 'Cron',
  permissions: ['tokens:read'],
  every_connection: true,
  expires_at: null,
}
const PAUSED = {
  type: 'https://dashboard.example.net/api-reference#paused',
  title: 'The connection is paused.',
  status: 409,
  code: 'paused',
  request_id: 'K7QM-3F8T',
}
const JSON_TYPE = 'application/json'
const PROBLEM_TYPE = 'application/problem+json'

function answered(
  path: string,
  {
    status = 200,
    type = JSON_TYPE,
    body,
    headers = HEADERS,
  }: { status?: number; type?: string; body?: unknown; headers?: Record<string, string> },
): Answered {
  const method = path.includes('/token') ? 'POST' : 'GET'
  const text = body === undefined ? '' : JSON.stringify(body)
  const response = new Response(null, { status, headers: { ...headers, 'content-type': type } })
  return { method, path, response, text }
}

const QONTO = '/connections/0199a1b2-0000-7000-8000-000000000001/qonto/v2/labels'
const TOKEN = '/connections/0199a1b2-0000-7000-8000-000000000001/token'

it('an answer of the API is held against its document', () => {
  for (const right of [
    answered('/me', { body: KEY }),
    answered('/me', { status: 304 }),
    answered(TOKEN, { status: 409, type: PROBLEM_TYPE, body: PAUSED }),
    answered(QONTO, { status: 428, type: 'text/html', body: 'of Qonto' }),
    answered('/nothing', { status: 404, type: PROBLEM_TYPE, body: { ...PAUSED, code: 'not_found', status: 404 } }),
  ])
    expect(() => expectDescribed(right), right.path).not.toThrow()
})

it.each<[string, Answered, string]>([
  ['a field that is not declared', answered('/me', { body: { ...KEY, secret: 'x' } }), 'additional properties'],
  ['a field that is missing', answered('/me', { body: { ...KEY, name: undefined } }), "required property 'name'"],
  ['a field of another kind', answered('/me', { body: { ...KEY, id: 'x' } }), 'format "uuid"'],
  ['a status that is not declared', answered('/me', { status: 409, type: PROBLEM_TYPE, body: PAUSED }), 'status'],
  ['a code of another status', answered(TOKEN, { status: 403, type: PROBLEM_TYPE, body: PAUSED }), 'allowed values'],
  [
    'a problem of ours that no call to Qonto has',
    answered(QONTO, { status: 403, type: PROBLEM_TYPE, body: { ...PAUSED, code: 'missing_scopes' } }),
    'allowed values',
  ],
  ['another content type', answered('/me', { type: 'text/html', body: KEY }), 'content type'],
  ['a body where none is declared', answered('/me', { status: 304, body: KEY }), 'no body'],
  ['no request id', answered('/me', { body: KEY, headers: {} }), 'x-request-id'],
  ['an answer at an address that is none', answered('/nothing', { body: KEY }), 'status'],
  ['a failure of ours', answered('/me', { status: 500, type: PROBLEM_TYPE, body: PAUSED }), 'it failed'],
])('%s is found', (_, wrong, why) => {
  expect(() => expectDescribed(wrong)).toThrow(why)
})
