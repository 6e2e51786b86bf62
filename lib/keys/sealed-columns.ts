import 'server-only'
import type { Place } from '#lib/vault/seal'

/** Every column that holds sealed values, the canaries aside. The tokens of a connection are bound to their person as well. */
export const SEALED_TABLES = [
  { table: 'connections', columns: ['access_token_sealed', 'refresh_token_sealed', 'id_token_sealed'], isOwned: true },
  { table: 'revocations', columns: ['token_sealed'], isOwned: false },
  { table: 'webhook_subscriptions', columns: ['secret_sealed'], isOwned: false },
] as const

export type SealedTable = (typeof SEALED_TABLES)[number]
export type SealedColumn = SealedTable['columns'][number]

interface Owned {
  id: string
  issuer: string
  subject: string
}

/** The place of a token of a connection. */
export function tokenPlace(column: SealedColumn, { id, issuer, subject }: Owned): Place {
  return { table: 'connections', column, rowId: id, issuer, subject }
}

/** The place of a value that belongs to nobody but its row. */
export function rowPlace(table: SealedTable['table'], column: SealedColumn, rowId: string): Place {
  return { table, column, rowId, issuer: '', subject: '' }
}
