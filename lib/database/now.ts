import 'server-only'
import { db } from '#lib/db'

/** The time by the database's clock: what several replicas must agree on is never measured by the clock of one of them. */
export async function databaseNow(): Promise<Date> {
  const [row] = await db().$queryRaw<Array<{ now: Date }>>`SELECT now()`
  if (!row) throw new Error('The database does not know the time.')
  return row.now
}
