import 'server-only'
import { after } from 'next/server'
import { cache } from 'react'
import { askSession } from '#lib/auth/session/ask'
import { type Session, touchSession } from '#lib/auth/session/session-store'
import { log, nameOf } from '#lib/log'

/** Noting every click would make each page a write; once a minute is exact enough for a limit of thirty. */
const TOUCH_AFTER_MS = 60_000

/**
 * The session of the request, asked once however often it is read; null when signed out.
 * Not next-auth's `getServerSession`, which answers "signed out" when the database is away.
 * @throws DatabaseUnavailable
 */
export const readSession = cache(async (): Promise<Session | null> => {
  const session = await askSession()
  if (session && session.readAt.getTime() - session.lastSeenAt.getTime() > TOUCH_AFTER_MS)
    after(() =>
      touchSession(session.id).catch((error: unknown) => log.warn('session_not_touched', { cause: nameOf(error) })),
    )
  return session
})
