import { type NextRequest, NextResponse } from 'next/server'
import { contentSecurityPolicy } from '#lib/content-security-policy'
import { isForeignPost, originOf } from '#lib/foreign-post'

/** Does two things only: sets the policy with a fresh nonce, and refuses a POST that another site sent. Permission is decided next to the data. */
export function proxy(request: NextRequest): NextResponse {
  if (isForeignPost(request, request.nextUrl.pathname)) return new NextResponse(null, { status: 403 })
  const nonce = crypto.randomUUID().replaceAll('-', '')
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

export const config = { matcher: ['/((?!_next/static|_next/image|icon.svg|favicon.ico).*)'] }
