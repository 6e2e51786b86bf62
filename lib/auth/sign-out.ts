import 'server-only'
import { NextResponse } from 'next/server'
import { leave } from '#lib/auth/leave'
import { readSession } from '#lib/auth/session/read-session'
import { endSession } from '#lib/auth/session/session-store'
import { settings } from '#lib/env'
import { log, nameOf } from '#lib/log'

/**
 * *Sign out*: ends this session on the server and has the browser forget us. There is no CSRF token in the form, so the
 * post must say that it comes from our own page: every browser says so, in `Origin` or in `Sec-Fetch-Site`.
 */
export async function signOut(request: Request): Promise<Response> {
  if (!isOwnPost(request)) {
    log.warn('sign_out_refused', { code: 'foreign' })
    return new Response(null, { status: 403 })
  }
  try {
    const session = await readSession()
    if (session) {
      await endSession(session.userId, session.id)
      log.info('signed_out', { userId: session.userId })
    }
  } catch (error) {
    // Not signed out, so nothing is cleared either: the person must be able to see that, and to try again.
    log.error('not_signed_out', { cause: nameOf(error) })
    return NextResponse.redirect(new URL('/sessions', settings().origin), 303)
  }
  const response = NextResponse.redirect(settings().origin, 303)
  response.headers.set('Cache-Control', 'no-store')
  leave(response.headers)
  return response
}

function isOwnPost({ headers }: Request): boolean {
  return headers.get('origin') === settings().origin || headers.get('sec-fetch-site') === 'same-origin'
}
