import 'server-only'
import { db } from '#lib/db'

/** Forgets whose minute is over. An hour of grace, because the clocks that wrote the rows are the replicas' own. */
export async function forgetLimits(now = Date.now()): Promise<void> {
  await db().rateLimit.deleteMany({ where: { expire: { lt: BigInt(now - 3_600_000) } } })
}
