import 'server-only'

/** Every column that holds sealed values, the canaries aside. The tokens of a connection are bound to their person as well. */
export const SEALED_TABLES = [
  { table: 'connections', columns: ['access_token_sealed', 'refresh_token_sealed', 'id_token_sealed'], isOwned: true },
  { table: 'revocations', columns: ['token_sealed'], isOwned: false },
  { table: 'webhook_subscriptions', columns: ['secret_sealed'], isOwned: false },
  { table: 'webhook_endpoints', columns: ['secret_sealed', 'former_secret_sealed'], isOwned: false },
] as const

export type SealedTable = (typeof SEALED_TABLES)[number]
export type SealedColumn = SealedTable['columns'][number]
