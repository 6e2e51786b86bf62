import 'server-only'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { type Asked, ask, type Question } from '#lib/auth/session/ask'
import { readSession } from '#lib/auth/session/read-session'
import type { Session } from '#lib/auth/session/session-store'

/** The session of a page that needs one; without one it leads to the start page. @throws DatabaseUnavailable */
export async function requireSession(): Promise<Session> {
  const session = await readSession()
  return session ?? redirect('/')
}

/** The same together with what the page needs to know, in one statement. @throws DatabaseUnavailable */
export async function requireAnswer<Answer>(question: Question<Answer>): Promise<Asked<Answer>> {
  const asked = await ask(question)
  return asked ?? redirect('/')
}

/** The twin for an action: the frame around the page was drawn for a signed-in person, so it is drawn again. */
export async function requireSessionToAct(): Promise<Session> {
  const session = await readSession()
  if (session) return session
  revalidatePath('/', 'layout')
  redirect('/')
}
