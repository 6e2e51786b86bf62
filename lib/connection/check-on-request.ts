import 'server-only'
import { type CheckRefusal, check } from '#lib/connection/check'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { fail, type Result } from '#lib/result'

/** One proof per few seconds and connection, over all tabs and replicas: the second click learns nothing new. */
const AT_MOST_EVERY_S = 5

/**
 * *Check now* and *Try now*: proves the connection at once. A person who asks does not wait for the back-off of the last
 * failure; `too_soon` when somebody asked a moment ago.
 */
export async function checkOnRequest(row: Connection): Promise<Result<undefined, CheckRefusal | 'too_soon'>> {
  const taken = await db().$executeRaw`
    UPDATE connections SET checked_at = now(), next_attempt_at = NULL
     WHERE id = ${row.id}::uuid AND (checked_at IS NULL OR checked_at < now() - make_interval(secs => ${AT_MOST_EVERY_S}))`
  return taken === 1 ? check(row) : fail('too_soon')
}
