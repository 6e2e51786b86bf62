import 'server-only'
import { revalidatePath } from 'next/cache'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { readSession } from '#lib/auth/session'
import type { Session } from '#lib/auth/session-store'
import { DatabaseUnavailable } from '#lib/db'

/** The session of a page or action that needs one; sends everybody else to the start page. @throws DatabaseUnavailable */
export async function requireSession(): Promise<Session> {
  const session = await readSession()
  return session ?? redirect('/')
}

/** The twin for an action: the frame around the page was drawn for somebody who was signed in, so it is drawn anew. */
export async function requireSessionToAct(): Promise<Session> {
  const session = await orLead(readSession())
  if (session) return session
  revalidatePath('/', 'layout')
  redirect('/')
}

/**
 * Leads a form that was sent without JavaScript to the page that says that the database is away: Next would answer it with
 * a bare 500. With JavaScript the error boundary of the page says it in place.
 */
export async function orLead<Value>(query: Promise<Value>): Promise<Value> {
  try {
    return await query
  } catch (error) {
    const isPlainForm = (await headers()).get('next-action') === null
    if (error instanceof DatabaseUnavailable && isPlainForm) redirect('/connections')
    throw error
  }
}
