import 'server-only'
import { db } from '#lib/db'

/** The person does not want to be told of the transactions that are open. They stay open: another tab may finish one. */
export async function dismissOpen(userId: string): Promise<void> {
  await db().transaction.updateMany({
    where: { userId, consumedAt: null, dismissedAt: null },
    data: { dismissedAt: new Date() },
  })
}
