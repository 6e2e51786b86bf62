import 'server-only'
import { after, type NextRequest, NextResponse } from 'next/server'
import { answerInTime } from '#lib/auth/answer-in-time'
import { beginFlow } from '#lib/auth/begin-flow'
import { type Finish, finishFlow } from '#lib/auth/finish-flow'
import { leave } from '#lib/auth/leave'
import { limitRoute } from '#lib/auth/limits/limit'
import { authOptions } from '#lib/auth/next-auth/options'
import { type AuthAnswer, type AuthRequest, runNextAuth } from '#lib/auth/next-auth/run-next-auth'
import { type FormProblem, readForm } from '#lib/auth/read-form'
import { safePath } from '#lib/auth/safe-path'
import { clearCookie, cookieName } from '#lib/auth/session/cookies'
import { describeDevice } from '#lib/auth/session/describe-device'
import { findSession, type Session } from '#lib/auth/session/session-store'
import { readTransactionCookie } from '#lib/auth/transaction/transaction-cookie'
import { endsPending } from '#lib/auth/transaction/validate-callback'
import { isUnreachable } from '#lib/db'
import { settings } from '#lib/env'
import { newReference } from '#lib/ids'
import { log, nameOf } from '#lib/log'
import { revokeSoon } from '#lib/revocation/revoke-queued'

type Handle = (request: NextRequest) => Promise<Response>

/** Every route of next-auth that exists here, by method. What is not named answers 404, what is named with another method 405. */
const ROUTES = new Map<string, Partial<Record<string, Handle>>>([
  ['csrf', { GET: (request) => passThrough(request, 'csrf', ['csrfToken']) }],
  ['session', { GET: showSession }],
  ['providers', { GET: (request) => passThrough(request, 'providers', []) }],
  ['signin', { GET: async () => goTo('/') }],
  ['signin/qonto', { GET: async () => goTo('/'), POST: limitRoute('begin', begin) }],
  ['callback/qonto', { GET: finishInTime }],
  ['signout', { GET: async () => goTo('/'), POST: signOut }],
  ['error', { GET: async () => goTo('/sign-in/error') }],
])

/** Handles every request for next-auth: known routes only, with what they need, and no error leaves as it arose. */
export async function handleAuthRequest(request: NextRequest, path: string[]): Promise<Response> {
  // Encoded again, so that an encoded slash stays part of its segment.
  const name = path.map(encodeURIComponent).join('/')
  const route = ROUTES.get(name)
  const handle = route?.[request.method]
  if (!handle)
    return withoutCaching(
      new Response(null, route ? { status: 405, headers: { Allow: Object.keys(route).join(', ') } } : { status: 404 }),
    )
  try {
    return withoutCaching(await handle(request))
  } catch (error) {
    log.error('auth_request_failed', { path: path[0] ?? '', cause: nameOf(error) })
    return withoutCaching(NextResponse.json({ error: 'unavailable' }, { status: isUnreachable(error) ? 503 : 500 }))
  }
}

async function begin(request: NextRequest): Promise<Response> {
  const form = await readForm(request)
  if (!form.ok) return unreadable(form.reason)
  const field = (name: string) => form.value.get(name)
  const { location, setCookies } = await beginFlow(
    {
      intent: field('intent'),
      connection: field('connection'),
      scopes: form.value.getAll('scope'),
      retry: field('retry'),
      invitation: field('invitation'),
      csrfToken: field('csrfToken') ?? '',
      callbackUrl: safePath(field('callbackUrl')),
    },
    request.cookies.get(cookieName('csrfToken'))?.value,
    await sessionOf(request),
  )
  return field('json') === 'true'
    ? withCookies(NextResponse.json({ url: absolute(location) }), setCookies)
    : goTo(location, setCookies)
}

/** Answers within 8 s, however long the database takes. */
async function finishInTime(request: NextRequest): Promise<Response> {
  const reference = newReference()
  const query = request.nextUrl.searchParams
  const cookies = new Map(request.cookies.getAll().map(({ name, value }) => [name, value]))
  // Needs no database. An answer to another transaction leaves the pending one, and its cookie, alone.
  const checks = await readTransactionCookie(cookies)
  const returnTo = cookies.get(cookieName('callbackUrl')) ?? null
  const clear = endsPending({ query, checks }) ? [clearCookie('transaction')] : []
  return answerInTime(
    reference,
    (late) => {
      const device = describeDevice(request.headers.get('user-agent'))
      const asked = { query, checks, returnTo, device, reference, late, readSession: () => sessionOf(request) }
      return limitRoute('callback', () => finish(request, asked, clear))(request)
    },
    (location) => goTo(location, clear),
  )
}

/** Refuses what is not a navigation. A browser that sends no `Sec-Fetch-Dest` may be an old one. */
async function finish(request: NextRequest, asked: Finish, clear: string[]): Promise<Response> {
  if ((request.headers.get('sec-fetch-dest') ?? 'document') !== 'document') {
    log.warn('callback_not_opened_as_a_page')
    return new Response(null, { status: 403 })
  }
  // A prefetch is refused, because it would use up the code that the person is about to bring.
  if (isPrefetch(request)) return new NextResponse(null, { status: 503 })
  const { location, setCookies } = await finishFlow(asked)
  // Replaced and refused grants are revoked after the answer; what fails stays on the queue.
  after(revokeSoon)
  return goTo(location, [...setCookies, ...clear])
}

/** A prefetch or prerender (Fetch standard, `Sec-Purpose`; the older names of WebKit and Gecko). */
function isPrefetch({ headers }: NextRequest): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '')
  return purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))
}

async function showSession(request: NextRequest): Promise<Response> {
  // Read first here, because next-auth answers "signed out" when the database is away.
  await sessionOf(request)
  const answer = await run({ method: 'GET', action: 'session', cookies: pick(request, ['sessionToken']) })
  // The cookie is only ever taken back: next-auth would set it again, to outlive the session by its age.
  const setCookies = answer.setCookies.filter((cookie) => !isSession(cookie) || isTakenBack(cookie))
  return withCookies(NextResponse.json(answer.body, { status: answer.status }), setCookies)
}

async function signOut(request: NextRequest): Promise<Response> {
  const form = await readForm(request)
  if (!form.ok) return unreadable(form.reason)
  // Read first here, because next-auth takes the cookie back and leaves the session when the database is away.
  const session = await sessionOf(request)
  const body = { csrfToken: form.value.get('csrfToken') ?? '' }
  const answer = await run({
    method: 'POST',
    action: 'signout',
    cookies: pick(request, ['sessionToken', 'csrfToken']),
    body,
  })
  // next-auth takes the session's cookie back only when it accepted the CSRF token.
  if (!answer.setCookies.some(isTakenBack)) {
    if (session) log.warn('sign_out_refused', { code: 'csrf_token', userId: session.userId })
    return NextResponse.json({ error: 'csrf_token' }, { status: 403 })
  }
  const response = form.value.get('json') === 'true' ? NextResponse.json({ url: absolute('/') }) : goTo('/')
  leave(response.headers)
  if (session) log.info('signed_out', { userId: session.userId })
  return response
}

function isSession(setCookie: string): boolean {
  return setCookie.startsWith(`${cookieName('sessionToken')}=`)
}

function isTakenBack(setCookie: string): boolean {
  return setCookie.startsWith(`${cookieName('sessionToken')}=;`)
}

async function passThrough(
  request: NextRequest,
  action: AuthRequest['action'],
  cookies: Array<Parameters<typeof cookieName>[0]>,
): Promise<Response> {
  const answer = await run({ method: 'GET', action, cookies: pick(request, cookies) })
  return withCookies(NextResponse.json(answer.body, { status: answer.status }), answer.setCookies)
}

function run(request: AuthRequest): Promise<AuthAnswer> {
  return runNextAuth(request, authOptions())
}

// By exact name: next-auth itself takes every cookie whose name merely begins like its own.
function pick(request: NextRequest, purposes: Array<Parameters<typeof cookieName>[0]>): Record<string, string> {
  const found = purposes.map(
    (purpose) => [cookieName(purpose), request.cookies.get(cookieName(purpose))?.value] as const,
  )
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function sessionOf(request: NextRequest): Promise<Session | null> {
  return findSession(request.cookies.get(cookieName('sessionToken'))?.value)
}

function unreadable(problem: FormProblem): NextResponse {
  return NextResponse.json({ error: problem }, { status: problem === 'too_large' ? 413 : 400 })
}

function absolute(location: string): string {
  return new URL(location, settings().origin).href
}

function goTo(location: string, setCookies: string[] = []): NextResponse {
  return withCookies(NextResponse.redirect(absolute(location), 303), setCookies)
}

function withCookies(response: NextResponse, setCookies: string[]): NextResponse {
  for (const cookie of setCookies) response.headers.append('Set-Cookie', cookie)
  return response
}

function withoutCaching(response: Response): Response {
  response.headers.set('Cache-Control', 'no-store')
  response.headers.set('Referrer-Policy', 'no-referrer')
  return response
}
