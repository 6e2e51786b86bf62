import 'server-only'
import { durably } from '#lib/database/durable'
import { retryUntilCommitted } from '#lib/database/retry-until-committed'
import { db } from '#lib/db'
import { Prisma } from '#lib/generated/prisma/client'
import { SEALED_TABLES, type SealedColumn, type SealedTable } from '#lib/keys/sealed-columns'
import { keyring, rowPlace, tokenPlace } from '#lib/keys/sealed-store'
import { CannotOpen, keyIdOf, open, type Place, seal } from '#lib/vault/seal'

/** What became of one row. */
export interface Resealed {
  /** Values that were moved to the active key; in a dry run, that would be. */
  moved: SealedColumn[]
  /** Values that no key of the ring opens, with the key that they name. They stay as they are. */
  locked: Array<{ column: SealedColumn; keyId: string | null }>
  /** True when the row was written between reading and moving: it is for the next run. */
  isContested: boolean
}

type Row = { id: string; issuer: string; subject: string } & Partial<Record<SealedColumn, string | null>>

const PAGE = 50
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/**
 * Moves every sealed value to the active key, row by row, and tells of each row. It stops when the caller stops
 * listening, and the next run goes on with what is left. Safe beside everything else that writes: a row changes only if its sealed columns
 * are still exactly what was read, and its generation stays, because a refresh in flight must be able to store its pair.
 * Every value is opened, also those of the active key, so that what cannot be opened is found.
 */
export async function* reseal({ dryRun }: { dryRun: boolean }): AsyncGenerator<Resealed, void> {
  for (const table of SEALED_TABLES) {
    let after = BEFORE_ALL
    for (;;) {
      const page = await retryUntilCommitted(() => readPage(table, after))
      for (const row of page) yield await resealRow(table, row, dryRun)
      if (page.length < PAGE) break
      after = page.at(-1)?.id ?? after
    }
  }
}

async function resealRow(table: SealedTable, row: Row, dryRun: boolean): Promise<Resealed> {
  const { fresh, locked } = turn(table, row)
  const isContested = fresh.size > 0 && !dryRun && !(await replace(table, row, fresh))
  return { moved: isContested ? [] : [...fresh.keys()], locked, isContested }
}

/** The values of older keys, sealed with the active one. */
function turn({ table, columns, isOwned }: SealedTable, row: Row) {
  const fresh = new Map<SealedColumn, string>()
  const locked: Resealed['locked'] = []
  for (const column of columns) {
    const sealed = row[column]
    if (typeof sealed !== 'string') continue
    const place = isOwned ? tokenPlace(column, row) : rowPlace(table, column, row.id)
    const text = openOrNull(sealed, place)
    const keyId = keyIdOf(sealed)
    if (text === null) locked.push({ column, keyId })
    else if (keyId !== keyring().activeId) fresh.set(column, seal(keyring(), text, place))
  }
  return { fresh, locked }
}

function openOrNull(sealed: string, place: Place): string | null {
  try {
    return open(keyring(), sealed, place)
  } catch (error) {
    if (error instanceof CannotOpen) return null
    throw error
  }
}

function readPage({ table, columns, isOwned }: SealedTable, after: string): Promise<Row[]> {
  const owner = isOwned ? 'issuer, subject' : `'' AS issuer, '' AS subject`
  return db().$queryRaw<Row[]>`
    SELECT id, ${Prisma.raw(owner)}, ${Prisma.raw(columns.join(', '))} FROM ${Prisma.raw(table)}
     WHERE id > ${after}::uuid ORDER BY id LIMIT ${PAGE}`
}

/** False when a sealed column is no longer what was read: rotated, erased, replaced, deleted, or moved by another run. */
async function replace(
  { table, columns }: SealedTable,
  row: Row,
  fresh: ReadonlyMap<SealedColumn, string>,
): Promise<boolean> {
  const changes = [...fresh].map(([column, sealed]) => Prisma.sql`${Prisma.raw(column)} = ${sealed}`)
  const asRead = columns.map((column) => Prisma.sql`${Prisma.raw(column)} IS NOT DISTINCT FROM ${row[column] ?? null}`)
  // Repeating it is safe: when the first one was committed and its confirmation lost, the columns are no longer what was read.
  const written = await retryUntilCommitted(() =>
    durably(db().$executeRaw`
        UPDATE ${Prisma.raw(table)} SET ${Prisma.join(changes)}
         WHERE id = ${row.id}::uuid AND ${Prisma.join(asRead, ' AND ')}`),
  )
  return written === 1
}
