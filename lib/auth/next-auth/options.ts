import 'server-only'
import type { AuthOptions } from 'next-auth'
import { adapter } from '#lib/auth/next-auth/adapter'
import { type AuthorizationRequest, NOTHING_ASKED, qontoProvider } from '#lib/auth/next-auth/provider'
import { storeConsent } from '#lib/auth/next-auth/sign-in-callback'
import { cookieOptions, isSecureOrigin } from '#lib/auth/session/cookies'
import { ABSOLUTE_LIMIT_S } from '#lib/auth/session/session-store'
import type { Flow } from '#lib/auth/transaction/flow'
import { settings } from '#lib/env'
import { newSecret } from '#lib/ids'
import { log } from '#lib/log'
import { qontoEndpoints } from '#lib/qonto/endpoints'

/**
 * next-auth, as a list of decisions. Each stands against something that its defaults get wrong for a bank connection.
 * @param flow the callback that it finishes; without one it can neither exchange a code nor make a session
 */
export function authOptions({
  request = NOTHING_ASKED,
  flow = null,
}: {
  request?: AuthorizationRequest
  flow?: Flow | null
} = {}): AuthOptions {
  return {
    providers: [qontoProvider(qontoEndpoints(settings()), request, flow)],
    adapter: adapter(flow),
    secret: settings().authSecret,
    // Rows, not JWTs: a session can be ended on the server, and its cookie holds nothing.
    session: { strategy: 'database', maxAge: ABSOLUTE_LIMIT_S, updateAge: 60, generateSessionToken: newSecret },
    useSecureCookies: isSecureOrigin(),
    cookies: cookieOptions(),
    pages: { signIn: '/', signOut: '/', error: '/sign-in/error' },
    callbacks: {
      // Runs on every sign-in, before a session exists: the only place where tokens are stored.
      signIn: () => flow !== null && storeConsent(flow),
      session: ({ session, user }) => ({ expires: session.expires, user: { id: user.id } }),
      redirect: ({ url, baseUrl }) => (url.startsWith(`${baseUrl}/`) ? url : baseUrl),
    },
    // Only the code: next-auth's metadata carries states, verifiers and whole provider objects. Never `debug`.
    logger: {
      error: (code) => log.warn('next_auth_error', { code }),
      warn: (code) => log.warn('next_auth_warning', { code }),
      debug: () => undefined,
    },
  }
}
