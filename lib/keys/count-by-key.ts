import 'server-only'
import { type DatabaseTransaction, db } from '#lib/db'
import { Prisma } from '#lib/generated/prisma/client'
import { SEALED_TABLES, type SealedColumn } from '#lib/keys/sealed-columns'

/** How many values of one kind name one key; null for what is no sealed value at all. */
export interface KeyCount {
  column: SealedColumn
  keyId: string | null
  count: number
}

/** A whole table may take longer to count than a page may wait. One snapshot for everything that is counted together. */
export function counting<Value>(work: (tx: DatabaseTransaction) => Promise<Value>): Promise<Value> {
  const patiently = async (tx: DatabaseTransaction) => {
    await tx.$executeRaw`SET LOCAL statement_timeout = '60s'`
    return work(tx)
  }
  return db().$transaction(patiently, { timeout: 120_000, isolationLevel: 'RepeatableRead' })
}

/** Counts by kind and key, without opening anything. */
export function countByKey(tx: DatabaseTransaction): Promise<KeyCount[]> {
  const perColumn = SEALED_TABLES.flatMap(({ table, columns }) => columns.map((column) => countColumn(table, column)))
  return tx.$queryRaw<KeyCount[]>`${Prisma.join(perColumn, ' UNION ALL ')}`
}

// The key id ends within the first 20 characters (lib/vault/seal.ts); the rest of a long value need not be read for it.
function countColumn(table: string, column: SealedColumn): Prisma.Sql {
  const name = Prisma.raw(column)
  return Prisma.sql`
    SELECT ${column} AS "column", substring(left(${name}, 20) FROM '^v1\\.([A-Za-z0-9_-]{1,16})\\.') AS "keyId", count(*)::int
      FROM ${Prisma.raw(table)} WHERE ${name} IS NOT NULL GROUP BY 2`
}
