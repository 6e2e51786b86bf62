import 'server-only'
import { type DatabaseTransaction, db } from '#lib/db'
import { Prisma } from '#lib/generated/prisma/client'

/**
 * An expression that has the transaction in which it is evaluated wait for the disk, whatever the database, the role or a
 * pooler has set: with `synchronous_commit=off` a server that crashes forgets what it has confirmed a moment before, and a
 * forgotten claim or pair is a lost connection. `remote_apply` is stricter, and stays. For this transaction only, so that
 * it works behind a pooler too.
 */
export const DURABLE = Prisma.sql`set_config('synchronous_commit',
  CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true)`

/** The same as a statement, for a transaction of several. */
export async function makeDurable(tx: DatabaseTransaction): Promise<void> {
  await tx.$queryRaw`SELECT ${DURABLE}`
}

/** One write whose loss would be a lost chain. */
export async function durably<Value>(write: Prisma.PrismaPromise<Value>): Promise<Value> {
  const [, value] = await db().$transaction([db().$queryRaw`SELECT ${DURABLE}`, write])
  return value
}
