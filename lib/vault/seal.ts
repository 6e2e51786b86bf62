import 'server-only'
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

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

/** Where a sealed value lives. It opens nowhere else: a ciphertext moved to another row, column or owner is refused. */
export interface Place {
  table: string
  column: string
  rowId: string
  /** Issuer and subject of the person whose token it is; empty strings for rows that belong to no person. */
  issuer: string
  subject: string
}

/** The one error of opening. It carries neither value nor cause: an attacker learns only that it failed. */
export class CannotOpen extends Error {
  override name = 'CannotOpen'
  constructor() {
    super('A sealed value could not be opened.')
  }
}

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const ENVELOPE = /^v1\.([A-Za-z0-9_-]{1,16})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})$/

/** Seals a text with the active key: `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url, AES-256-GCM. */
export function seal(ring: Keyring, plaintext: string, place: Place): string {
  const id = ring.activeId
  const key = ring.rowKey(id, place.rowId)
  if (!key) throw new Error('The active key is not in the ring.')
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(id, place))
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return [VERSION, id, nonce.toString('base64url'), sealed.toString('base64url')].join('.')
}

/**
 * Opens an envelope of `seal` in the place where it was sealed.
 * @throws CannotOpen for anything else: another place, a missing key, a flipped bit, plain text planted to be read back.
 */
export function open(ring: Keyring, envelope: string, place: Place): string {
  const [, id = '', nonce = '', body = ''] = ENVELOPE.exec(envelope) ?? []
  const key = id ? ring.rowKey(id, place.rowId) : null
  const bytes = Buffer.from(body, 'base64url')
  // The decoder ignores spare bits of the last letter: of one value there is one envelope.
  if (!key || bytes.length < TAG_BYTES || bytes.toString('base64url') !== body) throw new CannotOpen()
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: TAG_BYTES })
      .setAAD(boundTo(id, place))
      .setAuthTag(bytes.subarray(-TAG_BYTES))
    return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    throw new CannotOpen()
  }
}

/** The id of the key that an envelope names; null for anything that is not an envelope. */
export function keyIdOf(envelope: string): string | null {
  return ENVELOPE.exec(envelope)?.[1] ?? null
}

// Each part is prefixed with its length, because "ab" + "c" and "a" + "bc" must not be the same place.
function boundTo(id: string, { table, column, rowId, issuer, subject }: Place): Buffer {
  const parts = ['mooring', VERSION, id, table, column, rowId, issuer, subject].map((part) => Buffer.from(part, 'utf8'))
  return Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]))
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(part.length)
  return length
}
