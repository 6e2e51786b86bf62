import 'server-only'
import { db } from '#lib/db'

/** For how long an outcome says something about the next attempt. */
const LATELY_MINUTES = 10

/** How the latest attempt of any connection has ended; null when there was none lately. */
export async function latestOutcome(): Promise<string | null> {
  const [latest] = await db().$queryRaw<Array<{ outcome: string }>>`
    SELECT outcome FROM rotations
     WHERE outcome IS NOT NULL AND started_at > now() - make_interval(mins => ${LATELY_MINUTES}::int)
     ORDER BY started_at DESC LIMIT 1`
  return latest?.outcome ?? null
}
