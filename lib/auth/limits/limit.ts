import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { NextResponse } from 'next/server'
import type { LimitName } from '#lib/auth/limits/limit-catalogue'
import { type TooMany, throttle } from '#lib/auth/limits/throttle'
import { readSession } from '#lib/auth/session/read-session'
import { CLIENT_HEADER } from '#lib/client-address'
import { settings } from '#lib/env'
import { ok, type Result } from '#lib/result'

type Handle<Asked extends Request> = (request: Asked) => Promise<Response>

/** The page that says *too often*. */
export const TOO_OFTEN = '/sign-in/error?error=too_many_requests'

/** Counts an action for its session. An action without one is refused by what follows. */
export async function throttleAction(): Promise<Result<unknown, TooMany>> {
  const session = await readSession()
  return session ? throttle('action', session.id) : ok()
}

/** Counts a request for its address. */
export async function throttleAddress(
  limit: LimitName,
  asked: Pick<Headers, 'get'>,
): Promise<Result<unknown, TooMany>> {
  return throttle(limit, asked.get(CLIENT_HEADER) ?? 'unknown')
}

/** For the action that begins a sign-in: it leads to the page that says *too often*. */
export async function limitBegin(): Promise<void> {
  const counted = await throttleAddress('begin', await headers())
  if (!counted.ok) redirect(TOO_OFTEN)
}

/** The same route, counted before anything is done: not even the body is read. A person is led to the page. */
export function limitRoute<Asked extends Request>(limit: LimitName, handle: Handle<Asked>): Handle<Asked> {
  return async (request) => {
    const counted = await throttleAddress(limit, request.headers)
    if (counted.ok) return handle(request)
    const isPerson = request.headers.get('accept')?.includes('text/html')
    return isPerson
      ? NextResponse.redirect(new URL(TOO_OFTEN, settings().origin), 303)
      : tooManyRequests(counted.reason)
  }
}

export function tooManyRequests({ retryAfter }: TooMany): NextResponse {
  const headers = { 'Retry-After': String(retryAfter), 'Cache-Control': 'no-store' }
  return NextResponse.json({ error: 'too_many_requests' }, { status: 429, headers })
}
