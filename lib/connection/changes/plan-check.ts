import 'server-only'
import { db } from '#lib/db'

/**
 * Plans a check of several connections, by the jobs, which pace themselves: fifty requests to Qonto are not the work of one
 * request to us. What was asked about a moment ago, or waits for its check already, is left.
 */
export function planCheck(ids: string[]): Promise<number> {
  return db().$executeRaw`
    UPDATE connections SET recheck_at = now(), checked_at = now()
     WHERE id = ANY(${ids}::uuid[]) AND status = 'active'
       AND (recheck_at IS NULL OR recheck_at > now()) AND (checked_at IS NULL OR checked_at < now() - interval '5 seconds')`
}
