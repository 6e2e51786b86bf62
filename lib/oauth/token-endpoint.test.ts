import { describe, expect, it } from 'vitest'
import { retryAfter } from '#lib/http'
import { readTokenAnswer } from '#lib/oauth/exchange-code'

const SANDBOX = { headers: { 'X-Qonto-Staging-Token': 'x' } }
const PRODUCTION = { headers: {} }
const page = (status: number, headers: Record<string, string> = {}) =>
  new Response('<!doctype html>', { status, headers: { 'content-type': 'text/html', ...headers } })
const refusalOf = (server: typeof SANDBOX | typeof PRODUCTION, answer: Response) =>
  readTokenAnswer(server, Promise.resolve(answer)).catch((error: unknown) => error)

describe('a web page instead of tokens', () => {
  it.each([
    ['in the sandbox is its wall', SANDBOX, page(200), 'html_answer'],
    ['in the sandbox with a time to come back is maintenance', SANDBOX, page(200, { 'retry-after': '60' }), 'web_page'],
    ['in production is never a missing staging token', PRODUCTION, page(200), 'web_page'],
    ['in production is maintenance with any status', PRODUCTION, page(404), 'web_page'],
    ['of a failing server is its failure', SANDBOX, page(503), 'server_error'],
    ['elsewhere, in production, is no wall', PRODUCTION, page(302, { location: '/login' }), 'redirected'],
  ])('%s', async (_, server, answer, failure) => {
    expect(await refusalOf(server, answer)).toMatchObject({ failure })
  })
})

describe('an error body', () => {
  it.each([
    ['invalid_grant', 'invalid_grant'],
    ['consent request denied', 'consent request denied'],
    ['made up ory_rt_secret', null],
    [['invalid_grant'], null],
  ])('that says %j is remembered as %s', async (error, oauthError) => {
    expect(await refusalOf(SANDBOX, Response.json({ error }, { status: 400 }))).toMatchObject({ oauthError })
  })
})

describe('a request to wait', () => {
  it.each([
    ['45', 45_000],
    ['99999999999999999999', 3_600_000],
    ['604800', 3_600_000],
    ['-5', null],
    ['soon', null],
    ['Wed, 21 Oct 2015 07:28:00 GMT', null],
    ['Fri, 31 Dec 2999 23:59:59 GMT', 3_600_000],
  ])('for %j is one for %j ms', (value, ms) => {
    expect(retryAfter(new Response(null, { headers: { 'retry-after': value } }))).toBe(ms)
  })
})
