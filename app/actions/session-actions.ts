'use server'

import { revalidatePath } from 'next/cache'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { cookieAttributes, cookieName } from '#lib/auth/cookies'
import { requireSessionToAct } from '#lib/auth/require-session'
import { endSession as endOne, endOtherSessions as endOthers } from '#lib/auth/session-store'
import { isId } from '#lib/ids'

/** Ends this session on the server and takes its cookie back. */
export async function signOut(): Promise<void> {
  const session = await requireSessionToAct()
  await endOne(session.userId, session.id)
  ;(await cookies()).set(cookieName('sessionToken'), '', { ...cookieAttributes(), maxAge: 0 })
  redirect('/')
}

/** Ends every other session of this person. */
export async function endOtherSessions(): Promise<void> {
  const session = await requireSessionToAct()
  await endOthers(session.userId, session.id)
  revalidatePath('/sessions')
}

/** Ends one session of this person. Field: `session`. */
export async function endSession(form: FormData): Promise<void> {
  const session = await requireSessionToAct()
  const id = form.get('session')
  if (isId(id)) await endOne(session.userId, id)
  revalidatePath('/sessions')
}
