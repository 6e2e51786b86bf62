import { generateKeyPairSync } from 'node:crypto'

const rsa = (bits: number, exponent = 65_537) =>
  generateKeyPairSync('rsa', { modulusLength: bits, publicExponent: exponent }).publicKey.export({ format: 'jwk' })
const good = rsa(2048)
const whole = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
/** What makes a copy of a good key a bad one. */
export const BROKEN = [
  { n: 'A'.repeat(342) },
  { n: '!'.repeat(342) },
  { n: `${'A'.repeat(341)}B` },
  { n: 'A'.repeat(40) + good.n?.slice(40) },
  { n: null },
  { n: {} },
  { e: 'AQ' },
  { e: null },
  { kty: 'EC' },
  { kty: 'oct', k: 'c2VjcmV0' },
  { use: 'enc' },
  { alg: 'HS256' },
  { alg: 'none' },
]
/** Entries that stand among the good ones, each list by what it is. */
export const ODD: Array<[string, unknown[]]> = [
  ['what is no key', [null, 7, '', [], {}, { keys: [] }]],
  ['kinds that nobody knows', [{ kty: 'oct', k: 'AA' }, { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA' }, { kty: 'rsa' }]],
  [
    'elliptic keys',
    [
      { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
      { kty: 'OKP', crv: 'Ed25519', x: 'AA' },
    ],
  ],
  [
    'broken numbers',
    [
      { ...good, n: '!!' },
      { ...good, n: 'A'.repeat(342) },
      { ...good, e: 'AQ' },
      { kty: 'RSA', kid: 'b' },
    ],
  ],
  ['keys that are too small', [rsa(1024)]],
  ['keys that are far too large', [{ ...good, n: 'q'.repeat(20_000) }]],
  [
    'keys for something else',
    [
      { ...good, use: 'enc' },
      { ...good, key_ops: ['encrypt'] },
      { ...good, alg: 'PS256' },
    ],
  ],
  ['private keys', [{ ...whole, kid: 'private' }]],
  [
    'names that are none',
    [
      { ...good, kid: 7 },
      { ...good, kid: 'x'.repeat(300) },
      { ...good, kid: null },
    ],
  ],
  ['one key three times', [good, good, good].map((key) => ({ ...key, kid: 'same' }))],
  ['two keys of one name', [good, rsa(2048)].map((key) => ({ ...key, kid: 'same' }))],
  ['ten thousand entries', Array.from({ length: 10_000 }, () => ({}))],
  ['other good keys', Array.from({ length: 20 }, (_, index) => ({ ...good, kid: `other ${index}` }))],
]
