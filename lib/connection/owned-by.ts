import 'server-only'
import { settings } from '#lib/env'

/**
 * What every query for a connection by its id says: whose it is, and of which environment. The one place of object-level
 * authorization; a guard test keeps ids from being looked up without it. Somebody else's id is as unknown as one that
 * never was.
 */
export function ownConnection(id: string, userId: string) {
  return { id, userId, environment: settings().environment }
}
