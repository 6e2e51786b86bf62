import 'server-only'
import { NextResponse } from 'next/server'
import { tooManyRequests } from '#lib/auth/limits/limit'
import type { TooMany } from '#lib/auth/limits/throttle'

/** What a program gets for a link that shows nothing. */
export function refuseLink(reason: 'gone' | 'unavailable' | TooMany): Response {
  if (typeof reason === 'object') return tooManyRequests(reason)
  const status = reason === 'gone' ? 404 : 503
  return NextResponse.json({ error: reason }, { status, headers: { 'Cache-Control': 'no-store' } })
}
