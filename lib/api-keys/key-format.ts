import 'server-only'
import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** What a secret is of: an API key, a status link, a calendar, an invitation. */
export type Prefix = 'mrk_' | 'mrs_' | 'mrc_' | 'mri_'

const PREFIX_LENGTH = 4
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 256 random bits need 43 of 62 characters; six hold the 32 bits of the checksum. */
const RANDOM_LENGTH = 43
const CHECK_LENGTH = 6
const REST = /^[0-9A-Za-z]{49}$/

/** A new secret: a prefix, 256 random bits and their CRC-32 in base62, by which a secret scanner knows it (as GitHub's tokens). */
export function newKey(prefix: Prefix = 'mrk_'): string {
  const random = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), RANDOM_LENGTH)
  return `${prefix}${random}${checksum(random)}`
}

/** False for what was never a key: a typing error is told without a query. */
export function isKey(text: string, prefix: Prefix = 'mrk_'): boolean {
  if (!text.startsWith(prefix) || !REST.test(text.slice(PREFIX_LENGTH))) return false
  const random = text.slice(PREFIX_LENGTH, -CHECK_LENGTH)
  return checksum(random) === text.slice(-CHECK_LENGTH)
}

/** By what its owner recognises a key; the rest stays secret. */
export function startOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH + 8)
}

function checksum(random: string): string {
  return base62(BigInt(crc32(random)), CHECK_LENGTH)
}

function base62(value: bigint, length: number): string {
  let digits = ''
  for (let rest = value; digits.length < length; rest /= 62n) digits = (ALPHABET[Number(rest % 62n)] ?? '') + digits
  return digits
}
