import fc from 'fast-check'
import { NextRequest } from 'next/server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { handleAuthRequest } from '#lib/auth/handle-request'
import { createSession, findSession } from '#lib/auth/session/session-store'
import { CLIENT_HEADER } from '#lib/client-address'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { newId, newSecret } from '#lib/ids'
import { INHERITED, mutated, newAddress, oddJson, oddText } from '#lib/testing/fuzz'
import { type Harness, openHarness } from '#lib/testing/harness'

// Outside of a server there is no "after the answer"; what would be done then is no part of reading a request.
vi.mock('next/server', async (original) => ({
  ...(await original<typeof import('next/server')>()),
  after: () => undefined,
}))

let harness: Harness
let own: Connection
let csrf: { token: string; cookie: string }
const session = newSecret()
beforeAll(async () => {
  harness = await openHarness()
  own = await harness.connected()
  await createSession(session, own.userId, null)
  const answer = await handleAuthRequest(new NextRequest(`${settings().origin}/api/auth/csrf`), ['csrf'])
  const cookie = answer.headers.getSetCookie().find((one) => one.includes('csrf-token')) ?? ''
  csrf = { token: (await answer.json()).csrfToken, cookie: cookie.split(';')[0] ?? '' }
})
afterAll(() => harness.close())

interface Asked {
  method: string
  path: string[]
  search?: string
  cookie?: string
  type?: string
  body?: string
}

function ask({ method, path, search = '', cookie = '', type = '', body = '' }: Asked): Promise<Response> {
  const url = new URL(`${settings().origin}/api/auth/${path.map(encodeURIComponent).join('/')}`)
  url.search = search
  const headers = { [CLIENT_HEADER]: newAddress(), ...(cookie && { cookie }), ...(type && { 'content-type': type }) }
  const request = new NextRequest(url, { method, headers, ...(method !== 'GET' && { body }) })
  return handleAuthRequest(request, path)
}

const ascii = oddText.map((text) => text.slice(0, 300).replace(/[^\x20-\x7e]/g, ''))
const ROUTES = ['csrf', 'session', 'providers', 'signin', 'signin/qonto', 'callback/qonto', 'signout', 'error']
const path = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ROUTES).map((route) => route.split('/')) },
  fc.constantFrom(...INHERITED).map((name) => [name]),
  fc.constantFrom(...INHERITED).map((name) => ['signin', name]),
  fc.array(
    oddText.map((text) => text.slice(0, 50).toWellFormed()),
    { maxLength: 3 },
  ),
)
const cookieNames = [
  'session-token',
  'callback-url',
  'csrf-token',
  'state',
  'nonce',
  'pkce.code-verifier',
  'session-token.0',
]
const cookie = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constantFrom(...cookieNames), ascii).map(([name, value]) => `next-auth.${name}=${value}`),
      fc.constantFrom(
        `next-auth.session-token=${session}`,
        'next-auth.callback-url=https%3A%2F%2Fevil.example',
        '__proto__=x',
        '=',
        ';;',
        'a=%ff',
      ),
      ascii,
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join('; '))
const type = fc.oneof(fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', ''), ascii)
const field = fc.oneof(
  oddJson,
  fc.constantFrom<unknown>('reconnect', 'allow-more', 'connect', 'sign-in', ...INHERITED, newId()),
)
const form = fc.record(
  {
    intent: field,
    connection: field,
    scope: field,
    callbackUrl: field,
    json: fc.constantFrom<unknown>('true', true, 'x'),
  },
  { requiredKeys: [] },
)

function expectCalm(answer: Response): void {
  expect([200, 303, 400, 403, 404, 405, 413]).toContain(answer.status)
  expect([answer.headers.get('cache-control'), answer.headers.get('referrer-policy')]).toEqual([
    'no-store',
    'no-referrer',
  ])
  const location = answer.headers.get('location')
  if (location === null) return
  expect([settings().origin, new URL(settings().oauthUrl).origin]).toContain(new URL(location).origin)
}

describe('the door of sign-in', () => {
  it('answers calmly whatever is asked, and knows only its own routes', async () => {
    const body = fc.oneof(
      form.map((json) => JSON.stringify(json)),
      oddJson.map((json) => JSON.stringify(json)),
      mutated('csrfToken=x&json=true'),
    )
    const method = fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH')
    const search = oddText.map((text) => `?${text.slice(0, 200)}`)
    await fc.assert(
      fc.asyncProperty(fc.record({ method, path, search, cookie, type, body }), async (asked) => {
        const answer = await ask(asked)
        expectCalm(answer)
        expect(answer.status === 404).toBe(!ROUTES.includes(asked.path.join('/')))
      }),
      { numRuns: 400 },
    )
  })

  it('begins a trip or says in a code why not, whatever the form asks for', async () => {
    await fc.assert(
      fc.asyncProperty(form, fc.boolean(), async (fields, isSignedIn) => {
        const body = JSON.stringify({ csrfToken: csrf.token, connection: own.id, ...fields })
        const jar = isSignedIn ? `${csrf.cookie}; next-auth.session-token=${session}` : csrf.cookie
        const answer = await ask({
          method: 'POST',
          path: ['signin', 'qonto'],
          type: 'application/json',
          cookie: jar,
          body,
        })
        if (answer.status === 413) return
        expectCalm(answer)
        const location = new URL(answer.headers.get('location') ?? (await answer.json()).url)
        if (location.pathname === '/oauth2/auth') return
        // A wish that cannot be is the browser's mistake, never an outage of ours.
        expect(location.searchParams.get('error')).toMatch(/^flow_(invalid|expired)$/)
      }),
      { numRuns: 200 },
    )
  })

  it('knows a session by its whole token only', async () => {
    expect(await findSession(session)).toMatchObject({ userId: own.userId })
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated(session), oddText), async (token) => {
        expect(await findSession(token)).toBeNull()
      }),
      { numRuns: 150 },
    )
  })

  it.each([...INHERITED])(
    'has no route and no intent that is called %s, found by trying: every object has one',
    async (name) => {
      expect((await ask({ method: 'GET', path: [name] })).status).toBe(404)
      const body = JSON.stringify({ csrfToken: csrf.token, connection: own.id, intent: name })
      const answer = await ask({
        method: 'POST',
        path: ['signin', 'qonto'],
        type: 'application/json',
        cookie: `${csrf.cookie}; next-auth.session-token=${session}`,
        body,
      })
      expect(answer.headers.get('location')).toContain('error=flow_invalid')
    },
  )
})
