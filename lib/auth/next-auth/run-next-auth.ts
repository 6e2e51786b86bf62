import 'server-only'
import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth, { type AuthOptions } from 'next-auth'
import { settings } from '#lib/env'

/** A request as next-auth sees it: only what we let through. */
export interface AuthRequest {
  method: 'GET' | 'POST'
  action: 'csrf' | 'session' | 'signin' | 'callback' | 'signout' | 'providers'
  cookies: Record<string, string>
  query?: Record<string, string>
  body?: Record<string, string>
}

export interface AuthAnswer {
  status: number
  /** Where next-auth wants the browser to go; null for an answer with a body. */
  redirect: string | null
  body: unknown
  /** Whole `Set-Cookie` headers. */
  setCookies: string[]
}

/**
 * Runs next-auth on a request that we composed, through its Pages form. Its App Router form reads the browser's cookies
 * itself, so nothing could be hidden from it; here it sees no session during a callback, no stray cookie, no foreign query.
 */
export async function runNextAuth(request: AuthRequest, options: AuthOptions): Promise<AuthAnswer> {
  const { method, action, cookies, query = {}, body } = request
  // next-auth reads its own address from the environment only.
  process.env.NEXTAUTH_URL ??= settings().origin
  const answer: AuthAnswer = { status: 200, redirect: null, body: null, setCookies: [] }
  const nextauth = action === 'signin' || action === 'callback' ? [action, 'qonto'] : [action]
  const pagesRequest = { method, headers: {}, cookies, query: { ...query, nextauth }, body }
  // The casts stand for "as much of a Pages request and response as next-auth 4 touches"; its version is pinned.
  await NextAuth(pagesRequest as unknown as NextApiRequest, recorder(answer) as unknown as NextApiResponse, options)
  return answer
}

// Just enough of a Pages response for next-auth 4: status, headers, and one of end, json and send.
function recorder(answer: AuthAnswer) {
  const response = {
    status(code: number) {
      answer.status = code
      return response
    },
    getHeader: (name: string) => (/^set-cookie$/i.test(name) ? answer.setCookies : undefined),
    setHeader(name: string, value: string | string[]) {
      if (/^set-cookie$/i.test(name)) answer.setCookies = [value].flat()
      if (/^location$/i.test(name)) answer.redirect = [value].flat()[0] ?? null
      return response
    },
    end: () => undefined,
    json: (body: unknown) => keep(body),
    send: (body: unknown) => keep(body),
  }
  const keep = (body: unknown) => {
    answer.body = body
  }
  return response
}
