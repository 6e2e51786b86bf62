import { createPrivateKey, generateKeyPair, type JsonWebKey, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { v4 } from 'uuid'
import type { SigningKey } from '#simulator/store-types'

const generate = promisify(generateKeyPair)

/** A key as Qonto's sample ID token names it: `private:` and a UUID. */
export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  return { kid: `private:${v4()}`, jwk: privateKey.export({ format: 'jwk' }), published: true }
}

/** An elliptic key, published only once an ID token was signed with it on purpose. */
export async function newEllipticKey(curve: 'P-256' | 'Ed25519'): Promise<SigningKey> {
  const { privateKey } = curve === 'P-256' ? await generate('ec', { namedCurve: curve }) : await generate('ed25519', {})
  return { kid: `private:${v4()}`, jwk: privateKey.export({ format: 'jwk' }), published: true }
}

export function privateKeyOf({ jwk }: SigningKey): KeyObject {
  return createPrivateKey({ key: jwk, format: 'jwk' })
}

export function publicJwk({ kid, jwk }: SigningKey): JsonWebKey & { kid: string } {
  const { kty, n, e, crv, x, y } = jwk
  const material = Object.entries({ kty, n, e, crv, x, y }).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(material), kid, use: 'sig', alg: algorithmOf(jwk) }
}

export function algorithmOf({ kty }: JsonWebKey): 'RS256' | 'ES256' | 'EdDSA' {
  if (kty === 'EC') return 'ES256'
  return kty === 'OKP' ? 'EdDSA' : 'RS256'
}
