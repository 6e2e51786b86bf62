import 'server-only'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import { isFresh } from '#lib/auth/session/session-store'
import { log, nameOf } from '#lib/log'
import { deletePerson, type Farewell } from '#lib/person/delete-person'
import { fail, type Result } from '#lib/result'

/** `locked`: what is stored cannot be opened, so it could not be ended at Qonto either. `unavailable`: try again. */
export type DeletionRefusal = 'sign_in_again' | 'locked' | 'unavailable'

/** Deletes the user who is signed in, if the session is fresh. Without a session it leads to the start page. */
export async function deleteAccount(): Promise<Result<Farewell, DeletionRefusal>> {
  const session = await requireSessionToAct()
  if (!isFresh(session)) return fail('sign_in_again')
  try {
    const result = await deletePerson(session.userId)
    log.info('account_deletion', { outcome: result.ok ? 'done' : result.reason })
    return result
  } catch (error) {
    log.error('account_deletion', { outcome: 'failed', cause: nameOf(error) })
    return fail('unavailable')
  }
}
