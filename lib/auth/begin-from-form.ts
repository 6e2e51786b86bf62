import 'server-only'
import { NextResponse } from 'next/server'
import { z } from 'zod'
import { beginFlow } from '#lib/auth/begin-flow'
import { givenForm } from '#lib/auth/given-form'
import { authOptions } from '#lib/auth/next-auth/options'
import { runNextAuth } from '#lib/auth/next-auth/run-next-auth'
import { safePath } from '#lib/auth/safe-path'
import { readSession } from '#lib/auth/session/read-session'

type Cookie = ReturnType<NextResponse['cookies']['getAll']>[number]

/**
 * Begins a transaction from one of our own forms. A server action is refused by Next when its Origin is foreign, so here the
 * CSRF token of next-auth is fetched and handed back in one go; forms work without JavaScript that way.
 */
export async function beginFromForm(given: FormData): Promise<{ location: string; setCookies: Cookie[] }> {
  const form = givenForm(given)
  const field = (name: string) => z.string().max(100).nullable().catch(null).parse(form.get(name))
  const csrf = await runNextAuth({ method: 'GET', action: 'csrf', cookies: {} }, authOptions())
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(csrf.body)
  const csrfCookies = parseCookies(csrf.setCookies)
  const begun = await beginFlow(
    {
      intent: field('intent'),
      connection: field('connection'),
      retry: field('retry'),
      invitation: field('invitation'),
      scopes: z.array(z.string().max(100)).max(50).catch([]).parse(form.getAll('scope')),
      csrfToken,
      callbackUrl: safePath(field('callbackUrl')),
    },
    csrfCookies.find(({ name }) => name.includes('csrf'))?.value,
    await readSession(),
  )
  return { location: begun.location, setCookies: parseCookies(begun.setCookies) }
}

// Next's own parser of Set-Cookie headers, which its cookie jar understands.
function parseCookies(setCookies: string[]): Cookie[] {
  const headers = new Headers()
  for (const cookie of setCookies) headers.append('Set-Cookie', cookie)
  return new NextResponse(null, { headers }).cookies.getAll()
}
