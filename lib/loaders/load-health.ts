import 'server-only'
import { db } from '#lib/db'

/** True while the database answers. */
export async function isHealthy(): Promise<boolean> {
  return db().$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  )
}
