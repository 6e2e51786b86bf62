import 'server-only'
import { hkdfSync } from 'node:crypto'

export interface EncryptionKey {
  id: string
  key: Uint8Array
}

/** The ring: the first key seals, every key opens. */
export interface Keyring {
  activeId: string
  ids: string[]
  /** The key for one row, or null when the ring has no key of that id. */
  rowKey(id: string, rowId: string): Uint8Array | null
}

/**
 * Builds a ring from the configured keys (first one active).
 * Every row gets a key of its own (HKDF, RFC 5869), because random 96-bit nonces wear out after 2^32 uses of one key
 * (NIST SP 800-38D, section 8.3).
 */
export function createKeyring(keys: EncryptionKey[]): Keyring {
  const [active] = keys
  if (!active) throw new Error('A key ring needs at least one key.')
  const byId = new Map(keys.map(({ id, key }) => [id, key]))
  return {
    activeId: active.id,
    ids: [...byId.keys()],
    rowKey(id, rowId) {
      const key = byId.get(id)
      return key ? new Uint8Array(hkdfSync('sha256', key, rowId, 'mooring/tokens/v1', 32)) : null
    },
  }
}
