'use server'

import { revalidatePath } from 'next/cache'
import { runAction } from '#lib/auth/actions/run-action'
import { givenForm } from '#lib/auth/given-form'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import { endSession as endOne, endOtherSessions as endOthers } from '#lib/auth/session/session-store'
import { isId } from '#lib/ids'

/** Ends every other session of this person. */
export async function endOtherSessions(): Promise<void> {
  await runAction(async () => {
    const session = await requireSessionToAct()
    await endOthers(session.userId, session.id)
  })
  revalidatePath('/sessions')
}

/** Ends one session of this person. Field: `session`. */
export async function endSession(form: FormData): Promise<void> {
  await runAction(async () => {
    const session = await requireSessionToAct()
    const id = givenForm(form).get('session')
    if (isId(id)) await endOne(session.userId, id)
  })
  revalidatePath('/sessions')
}
