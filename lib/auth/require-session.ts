import 'server-only'
import { redirect } from 'next/navigation'
import { readSession } from '#lib/auth/session'
import type { Session } from '#lib/auth/session-store'

/** The session of a page or action that needs one; sends everybody else to the start page. @throws DatabaseUnavailable */
export async function requireSession(): Promise<Session> {
  const session = await readSession()
  return session ?? redirect('/')
}
