import { constants, createHmac, type KeyObject, sign } from 'node:crypto'

/** A compact JWS of two JSON texts, made by hand, because a library refuses to make the broken ones that tests need. */
export function compact(header: string, payload: string, signer: (input: Buffer) => Buffer): string {
  const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.')
  return `${input}.${signer(Buffer.from(input)).toString('base64url')}`
}

export function signInput(alg: string, input: Buffer, key: KeyObject | Buffer | null): Buffer {
  if (key === null) return Buffer.alloc(0)
  const hash = `sha${alg.slice(2)}`
  if (Buffer.isBuffer(key)) return createHmac(hash, key).update(input).digest()
  if (alg === 'EdDSA') return sign(null, input, key)
  if (alg.startsWith('ES')) return sign(hash, input, { key, dsaEncoding: 'ieee-p1363' })
  if (alg.startsWith('PS'))
    return sign(hash, input, {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    })
  return sign(/^RS(256|384|512)$/.test(alg) ? hash : 'sha256', input, key)
}
