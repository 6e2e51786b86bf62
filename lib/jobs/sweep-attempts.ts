import 'server-only'
import { refresh } from '#lib/access/refresh'
import { db } from '#lib/db'
import { settings } from '#lib/env'

/** As many as fit into one sweep; the next one is two seconds away. */
const AT_ONCE = 20

/**
 * Takes up refreshes whose holder never came back: killed, or without an answer. Every replica sweeps, because the same
 * refresh token is safe to send again for 60 s only; the first to get the lease does it.
 * @param stopping takes up nothing once this is aborted
 * @returns how many were taken up
 */
export async function sweepAttempts(stopping?: AbortSignal): Promise<number> {
  const { environment, clientId } = settings()
  const due = await db().$queryRaw<Array<{ id: string }>>`
    SELECT id FROM connections
     WHERE attempt_at IS NOT NULL AND status IN ('active', 'frozen')
       AND environment::text = ${environment} AND client_id = ${clientId} AND (lease_until IS NULL OR lease_until < now())
       AND (next_attempt_at IS NULL OR next_attempt_at <= now())
     ORDER BY attempt_at LIMIT ${AT_ONCE}`
  if (stopping?.aborted) return 0
  await Promise.all(due.map(({ id }) => takeUp(id)))
  return due.length
}

async function takeUp(id: string): Promise<void> {
  // Its holder may have stored the new pair meanwhile, as after a pause: no other one is needed then.
  const row = await db().connection.findFirst({ where: { id, attemptAt: { not: null } } })
  if (row) await refresh(row, 'recovery')
}
