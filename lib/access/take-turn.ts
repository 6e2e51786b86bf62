import 'server-only'
import { IS_UNKNOWN_FOR_LONG } from '#lib/access/lease'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'

/** One request of a person per few seconds and connection, over all tabs and replicas: the second click learns nothing new. */
const AT_MOST_EVERY_S = 5

/**
 * Takes the turn to ask Qonto something on a person's behalf; false when it was taken a moment ago.
 * A person who asks does not wait for the back-off of the last failure, except while the fate of a used refresh token is
 * unknown for longer than the grace: the pause before its last try is what gives a process that holds the new pair the
 * time to store it, and impatience must not end the chain.
 */
export async function takeTurn({ id }: Pick<Connection, 'id'>): Promise<boolean> {
  const taken = await db().$executeRaw`
    UPDATE connections
       SET checked_at = now(), next_attempt_at = CASE WHEN ${IS_UNKNOWN_FOR_LONG} THEN next_attempt_at ELSE now() END
     WHERE id = ${id}::uuid AND (checked_at IS NULL OR checked_at < now() - make_interval(secs => ${AT_MOST_EVERY_S}))`
  return taken === 1
}
