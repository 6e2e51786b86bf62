import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { log } from '#lib/log'
import { contentSecurityPolicy } from '#server/content-security-policy'
import { isForeignPost, originOf } from '#server/foreign-post'
import { validateForm } from '#server/validate-form'

/** Where a POST does not go to a page: routes read their bodies themselves, or answer 405. */
const ROUTE = /^\/(api\/|(sign-out|account\/export|too-many-requests)$)/

/**
 * Does three things only: sets the policy with a fresh nonce, refuses a POST that another site sent, and one to a page that
 * is no form of ours. Permission is decided next to the data.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname } = request.nextUrl
  if (isForeignPost(request, pathname)) return refuse(403, 'foreign_post_refused')
  const status = request.method === 'POST' && !ROUTE.test(pathname) ? await validateForm(request) : null
  if (status !== null) return refuse(status, 'form_refused')
  // 128 random bits (CSP 3, section 7.1); a UUID has fewer.
  const nonce = randomBytes(16).toString('hex')
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('Content-Security-Policy', policy)
  // Next compares it with the host before it runs a server action, and takes `null` for a foreign one.
  const origin = originOf(request.headers)
  if (origin !== null) headers.set('Origin', origin)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  return response
}

function refuse(status: number, event: string): NextResponse {
  log.warn(event, { status })
  return new NextResponse(null, { status })
}

// Everything but files, each to its end: what merely begins like one is a page, if only the one that says "not found".
export const config = { matcher: ['/((?!_next/static/|(?:icon\\.svg|favicon\\.ico)$).*)'] }
