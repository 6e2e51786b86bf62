import 'server-only'
import { isAccepted } from '#lib/access/check'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { openToken } from '#lib/keys/sealed-store'

/** One that has just been ended too must not be the only witness. */
const ASKED_AT_MOST = 3

/**
 * The control of a refused access token: whether Qonto's API accepts anything at all. A gateway that answers 401 to
 * everything does not, and its refusals say nothing about a token. Asked with access tokens of other connections whose
 * time is not over; `nobody` when there are none.
 */
export async function acceptsOthers({ id }: Pick<Connection, 'id'>): Promise<'yes' | 'no' | 'nobody'> {
  const { environment, clientId } = settings()
  const others = await db().$queryRaw<Array<{ id: string }>>`
    SELECT id FROM connections
     WHERE id <> ${id}::uuid AND environment::text = ${environment} AND client_id = ${clientId} AND status = 'active'
       AND verified AND failure IS NULL AND attempt_at IS NULL AND access_token_sealed IS NOT NULL
       AND access_expires_at > now() + interval '30 seconds'
     ORDER BY proven_at DESC NULLS LAST LIMIT ${ASKED_AT_MOST}`
  let outcome: 'no' | 'nobody' = 'nobody'
  for (const other of others) {
    const row = await db().connection.findUnique({ where: { id: other.id } })
    const opened = row ? openToken(row, 'accessTokenSealed') : null
    if (opened?.kind !== 'open') continue
    if ((await isAccepted(opened.token)).ok) return 'yes'
    outcome = 'no'
  }
  return outcome
}
