import { createPrivateKey, generateKeyPair, type JsonWebKey, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { v4 } from 'uuid'
import type { SigningKey } from '#simulator/store/store-types'

const generate = promisify(generateKeyPair)

/** A key as Hydra makes it today, named by a UUID. */
export async function newSigningKey(kid = v4()): Promise<SigningKey> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  return { kid, jwk: privateKey.export({ format: 'jwk' }), published: true }
}

/** A key of before Hydra 2.0, as the one that signed the sample in Qonto's documentation: `private:` and a UUID. */
export function oldSigningKey(): Promise<SigningKey> {
  return newSigningKey(`private:${v4()}`)
}

/** An elliptic key, published only once an ID token was signed with it on purpose. */
export async function newEllipticKey(curve: 'P-256' | 'Ed25519'): Promise<SigningKey> {
  const { privateKey } = curve === 'P-256' ? await generate('ec', { namedCurve: curve }) : await generate('ed25519', {})
  return { kid: v4(), jwk: privateKey.export({ format: 'jwk' }), published: true }
}

export function privateKeyOf({ jwk }: SigningKey): KeyObject {
  return createPrivateKey({ key: jwk, format: 'jwk' })
}

/**
 * Before 2.0, Hydra stored the two halves of a pair under two names. Both are published with their private parts left out,
 * so that one key stands there twice (hydra, jwk/helper.go, ExcludePrivateKeys).
 */
export function publishedJwks(key: SigningKey): Array<JsonWebKey & { kid: string }> {
  const jwk = publicJwk(key)
  const isOld = key.kid.startsWith('private:')
  return isOld ? [jwk, { ...jwk, kid: key.kid.replace('private:', 'public:') }] : [jwk]
}

function publicJwk({ kid, jwk }: SigningKey): JsonWebKey & { kid: string } {
  const { kty, n, e, crv, x, y } = jwk
  const material = Object.entries({ kty, n, e, crv, x, y }).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(material), kid, use: 'sig', alg: algorithmOf(jwk) }
}

export function algorithmOf({ kty }: JsonWebKey): 'RS256' | 'ES256' | 'EdDSA' {
  if (kty === 'EC') return 'ES256'
  return kty === 'OKP' ? 'EdDSA' : 'RS256'
}
