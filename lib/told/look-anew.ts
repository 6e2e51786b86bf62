import 'server-only'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { type KeyState, knownKeyState } from '#lib/keys/key-check'

const BATCH = 2_000
/** For what the rows were looked at last by this process. */
let lookedFor: string | undefined

/**
 * Has the connections looked at again whose verdict has changed without a write, because what concerns all of them has: the
 * key ring, or the app at Qonto that the settings name. Asked once by each process, and after every change that it notices.
 */
export async function lookAnew(): Promise<void> {
  const { environment, clientId } = settings()
  const keys = knownKeyState()
  const current = `${keys} ${clientId}`
  if (current === lookedFor) return
  for (let count = BATCH; count === BATCH; )
    count = await db().$executeRawUnsafe(ANEW[keys], environment, ...(keys === 'ready' ? [clientId] : []))
  lookedFor = current
}

const anewWhere = (condition: string) => `
  UPDATE connections SET tell_at = now()
   WHERE id IN (SELECT id FROM connections
                 WHERE environment::text = $1 AND (tell_at IS NULL OR tell_at > now()) AND (${condition})
                 LIMIT ${BATCH})`

const ANEW: Record<KeyState, string> = {
  cannot_open: anewWhere(`told_stand NOT IN ('locked', 'gone')`),
  ready: anewWhere(`
    told_stand = 'locked' OR (told_stand = 'broken' AND status = 'active' AND client_id = $2)
    OR (told_stand NOT IN ('broken', 'gone') AND client_id <> $2)`),
}
