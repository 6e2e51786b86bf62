import { createHash, randomBytes } from 'node:crypto'
import { v7 } from 'uuid'

/** A new row id: UUID v7, so that rows sort by age. An id is never a secret. */
export function newId(): string {
  return v7()
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** True for the text form of a row id; anything else would make PostgreSQL refuse the whole query. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value)
}

// No I, L, O, U, 0 or 1: people read these aloud to support.
const REFERENCE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A short reference that ties an error page to a log line, for example `K7QM-3F8T`. */
export function newReference(): string {
  const letters = Array.from(randomBytes(8), (byte) => REFERENCE_ALPHABET[byte % REFERENCE_ALPHABET.length])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

/** 32 random bytes as base64url: 256 bits for everything that must not be guessed (ASVS 11.5.1: a UUID does not qualify). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a text, as PostgreSQL's `bytea` wants it. */
export function sha256(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(text).digest())
}
