import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Answerer, mooring, serve } from '#cli/testing'

// What is sent, and answers that break. The pass-through itself is asked in run.test.ts.

const KEY = `mrk_${'k'.repeat(49)}`
const ID = '01a21f0f-9216-7515-b683-9ee3b6099f0a'
let dashboard: Awaited<ReturnType<typeof serve>>
let answer: Answerer
let asked: { method: string; url: string; body: string; headers: Headers } | null
beforeAll(async () => {
  dashboard = await serve(async (request) => {
    const { method, url, headers } = request
    asked = { method, url, headers, body: await request.text() }
    return answer(request)
  })
})
afterAll(() => dashboard.close())
beforeEach(() => {
  asked = null
  answer = () => passed(200, '{"transactions":[]}')
})

const passed = (status: number, body: BodyInit | null, headers: HeadersInit = {}) =>
  new Response(body, { status, headers: { 'x-request-id': '2JPM-XXGN', ...headers } })
const qonto = (words: string[], stdin?: string) =>
  mooring(['qonto', ID, ...words], { MOORING_URL: dashboard.url, MOORING_KEY: KEY }, stdin)

describe('a call to Qonto', () => {
  it('goes to the address of its path, and its answer is written as it is', async () => {
    const body = '{"transactions":[]}'
    expect(await qonto(['GET', '/v2/transactions?status[]=pending&per_page=5'])).toEqual({
      code: 0,
      out: body,
      err: '',
    })
    expect(asked).toMatchObject({ method: 'GET', body: '' })
    expect(asked?.url).toBe(
      `${dashboard.url}/api/v1/connections/${ID}/qonto/v2%2Ftransactions?status[]=pending&per_page=5`,
    )
    expect(asked?.headers.get('authorization')).toBe(`Bearer ${KEY}`)
  })

  it.each([
    ['/v2/../v1/x', 'v2%2F..%2Fv1%2Fx'],
    ['/v2/a%20b', 'v2%2Fa%20b'],
    ['/v2/a#b', 'v2%2Fa'],
  ])('leaves what becomes of %s to the dashboard', async (path, sent) => {
    await qonto(['GET', path])
    expect(new URL(asked?.url ?? '').pathname.split('/qonto/')[1]).toBe(sent)
  })

  it('sends --data, or standard input, as JSON unless a header says otherwise', async () => {
    await qonto(['POST', '/v2/labels', '--data', '{"a":1}', '--header', 'X-Qonto-Idempotency-Key: 5f1c'])
    expect(asked).toMatchObject({ method: 'POST', body: '{"a":1}' })
    expect(asked?.headers.get('content-type')).toBe('application/json')
    expect(asked?.headers.get('x-qonto-idempotency-key')).toBe('5f1c')
    await qonto(['PUT', '/v2/attachments', '--header', 'Content-Type: application/pdf'], '%PDF-1.7')
    expect(asked).toMatchObject({ method: 'PUT', body: '%PDF-1.7' })
    expect(asked?.headers.get('content-type')).toBe('application/pdf')
  })

  it('never sends another authorisation than the key', async () => {
    await qonto(['GET', '/v2/labels', '--header', 'Authorization: Bearer other'])
    expect(asked?.headers.get('authorization')).toBe(`Bearer ${KEY}`)
  })

  it.each([
    [200, 0],
    [204, 0],
    [302, 1],
    [404, 1],
    [428, 1],
    [429, 2],
    [500, 2],
    [503, 2],
  ])('that Qonto answers with %i is exit code %i', async (status, code) => {
    answer = () => passed(status, status === 204 ? null : '{}', { 'x-tyk-trace-id': 'abc' })
    const told = await qonto(['GET', '/v2/labels'])
    expect(told.code).toBe(code)
    expect(told.out).toBe(status === 204 ? '' : '{}')
    expect(told.err).toBe(code === 0 ? '' : `mooring: Qonto answered ${status} (trace id abc).\n`)
  })

  it('that the dashboard refuses writes nothing, and says why', async () => {
    const problem = { code: 'paused', title: 'The connection is paused.', status: 409, request_id: '2JPM-XXGN' }
    answer = () => passed(409, JSON.stringify(problem), { 'content-type': 'application/problem+json' })
    const told = await qonto(['GET', '/v2/labels'])
    expect(told).toMatchObject({ code: 1, out: '', err: expect.stringContaining('The connection is paused.') })
  })

  it('that breaks off is no success, however it began', async () => {
    answer = () => passed(200, 'half of ', { 'content-length': '1000', connection: 'close' })
    const told = await qonto(['GET', '/v2/labels'])
    expect(told).toEqual({ code: 10, out: 'half of ', err: expect.stringContaining('broke off') })
  })

  it.each([
    ['no method', ['/v2/labels', 'GET'], 'A method is one of'],
    ['no path', ['GET', 'v2/labels'], 'begins with a slash'],
    ['a broken path', ['GET', '/v2/%zz'], 'Write %25'],
    ['a broken header', ['GET', '/v2/labels', '--header', 'nothing'], '--header takes'],
    ['a header of two lines', ['GET', '/v2/labels', '--header', 'A: b\nC: d'], '--header takes'],
    ['a body where there is none', ['GET', '/v2/labels', '--data', 'x'], 'takes no body'],
  ])('with %s is not sent', async (_, words, text) => {
    expect(await qonto(words)).toMatchObject({ code: 10, out: '', err: expect.stringContaining(text) })
    expect(asked).toBeNull()
  })
})
