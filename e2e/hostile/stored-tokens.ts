import { createHash } from 'node:crypto'
import { createKeyring, type Keyring } from '#lib/vault/keyring'
import { open } from '#lib/vault/seal'
import type { Database } from '../database.ts'

/** Fingerprints of the refresh tokens that the dashboard can still use or still means to revoke, opened with its own keys. */
export async function storedRefreshTokens(database: Database, keys: string) {
  const ring = createKeyring(
    keys.split(',').map((entry) => {
      const [id = '', key = ''] = entry.split(/:(.*)/s)
      return { id, key: Buffer.from(key, 'base64') }
    }),
  )
  const tokens = [
    ...(await fromConnections(database, ring)),
    ...(await fromRevocations(database, ring)),
    ...(await fromHeldGrants(database, ring)),
  ]
  return new Set(tokens.map((token) => createHash('sha256').update(token).digest('hex')))
}

async function fromConnections(database: Database, ring: Keyring): Promise<string[]> {
  const rows = await database.connections()
  return rows.flatMap(({ id, issuer, subject, refresh_token_sealed: sealed }) =>
    sealed === null
      ? []
      : [open(ring, sealed, { table: 'connections', column: 'refresh_token_sealed', rowId: id, issuer, subject })],
  )
}

async function fromRevocations(database: Database, ring: Keyring): Promise<string[]> {
  const rows = await database.revocations()
  return rows.flatMap(({ id, token_sealed: sealed }) =>
    sealed === null ? [] : [open(ring, sealed, ownerless('revocations', 'token_sealed', id))],
  )
}

async function fromHeldGrants(database: Database, ring: Keyring): Promise<string[]> {
  const rows = await database.heldGrants()
  return rows.flatMap(({ id, consent_sealed: sealed }) => {
    const { grant } = JSON.parse(open(ring, sealed, ownerless('held_grants', 'consent_sealed', id)))
    return typeof grant?.refreshToken === 'string' ? [grant.refreshToken] : []
  })
}

function ownerless(table: string, column: string, rowId: string) {
  return { table, column, rowId, issuer: '', subject: '' }
}
