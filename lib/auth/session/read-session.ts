import 'server-only'
import { cookies } from 'next/headers'
import { after } from 'next/server'
import { cache } from 'react'
import { cookieName } from '#lib/auth/session/cookies'
import { findSession, type Session, touchSession } from '#lib/auth/session/session-store'
import { reading } from '#lib/db'
import { log, nameOf } from '#lib/log'

/** Noting every click would make each page a write; once a minute is exact enough for a limit of thirty. */
const TOUCH_AFTER_MS = 60_000

/**
 * The session of the request, one query however often it is asked for; null when signed out.
 * Our own rather than next-auth's `getServerSession`, which answers "signed out" when the database is away.
 * @throws DatabaseUnavailable
 */
export const readSession = cache(async (): Promise<Session | null> => {
  const token = (await cookies()).get(cookieName('sessionToken'))?.value
  const session = await reading(findSession(token))
  if (session && session.readAt.getTime() - session.lastSeenAt.getTime() > TOUCH_AFTER_MS)
    after(() =>
      touchSession(session.id).catch((error: unknown) => log.warn('session_not_touched', { cause: nameOf(error) })),
    )
  return session
})
