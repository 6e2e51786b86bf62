import { createHash } from 'node:crypto'
import type { ConnectionRow, Database } from '#e2e/support/database'
import type { Simulator } from '#e2e/support/simulator'
import { createKeyring, type Keyring, open, seal } from '#lib/vault/seal'

/** Fingerprints of the refresh tokens that are stored or wait for their revocation, opened with the dashboard's own keys. */
async function knownRefreshTokens(database: Database, keys: string): Promise<Set<string>> {
  const ring = ringOf(keys)
  return fingerprints([...(await fromConnections(database, ring)), ...(await fromRevocations(database, ring))])
}

function fingerprints(tokens: string[]): Set<string> {
  return new Set(tokens.map((token) => createHash('sha256').update(token).digest('hex')))
}

type TokenColumn = 'access_token_sealed' | 'refresh_token_sealed' | 'id_token_sealed'

/** A stored token of a connection. */
export function storedToken(row: ConnectionRow, column: TokenColumn): string {
  return open(ourKeys(), row[column] ?? '', placeOf(row, column))
}

/** A token as another replica would store it. */
export function sealedToken(row: ConnectionRow, column: TokenColumn, token: string): string {
  return seal(ourKeys(), token, placeOf(row, column))
}

/** The dashboard's own keys. */
function ourKeys(): Keyring {
  return ringOf(process.env.E2E_ENCRYPTION_KEYS ?? '')
}

function ringOf(keys: string): Keyring {
  return createKeyring(
    keys.split(',').map((entry) => {
      const [id = '', key = ''] = entry.split(/:(.*)/s)
      return { id, key: Buffer.from(key, 'base64') }
    }),
  )
}

function placeOf({ id, issuer, subject }: ConnectionRow, column: TokenColumn) {
  return { table: 'connections', column, rowId: id, issuer, subject }
}

/** How many chains live at Qonto of which no refresh token is known here. Within the grace, a chain may have several. */
export async function unknownChains(simulator: Simulator, database: Database, keys: string): Promise<number> {
  const kept = await knownRefreshTokens(database, keys)
  const live = (await simulator.ledger()).filter(({ kind, live }) => kind === 'refresh' && live)
  const chains = [...Map.groupBy(live, ({ grantId }) => grantId).values()]
  return chains.filter((chain) => !chain.some(({ fingerprint }) => kept.has(fingerprint))).length
}

async function fromConnections(database: Database, ring: Keyring): Promise<string[]> {
  const rows = await database.connections()
  return rows.flatMap((row) =>
    row.refresh_token_sealed === null
      ? []
      : [open(ring, row.refresh_token_sealed, placeOf(row, 'refresh_token_sealed'))],
  )
}

async function fromRevocations(database: Database, ring: Keyring): Promise<string[]> {
  const rows = await database.revocations()
  return rows.flatMap(({ id, token_sealed: sealed }) =>
    sealed === null ? [] : [open(ring, sealed, ownerless('revocations', 'token_sealed', id))],
  )
}

function ownerless(table: string, column: string, rowId: string) {
  return { table, column, rowId, issuer: '', subject: '' }
}
