import { createPublicKey, type KeyObject } from 'node:crypto'
import type { FailureOf } from '#simulator/failures/failure-schemas'
import { takeAll } from '#simulator/failures/failures'
import { compact, signInput } from '#simulator/id-token/sign-jws'
import { newEllipticKey, newSigningKey, privateKeyOf } from '#simulator/id-token/signing-keys'
import type { SigningKey } from '#simulator/store/store-types'
import type { World } from '#simulator/types'

type Json = Record<string, unknown>

/** Signs the claims, after every lie about them that is waiting. */
export async function distortAndSign(world: World, truth: Json): Promise<string> {
  const { failures } = world
  const claims = lieAboutClaims(world, truth)
  const algorithm = takeAll(failures, 'alg').at(-1) ?? null
  const signer = await chooseSigner(world, algorithm)
  const overrides = Object.assign({}, ...takeAll(failures, 'header').map(({ json }) => json))
  const header = withoutNulls({ alg: signer.alg, typ: 'JWT', kid: signer.kid, ...overrides })
  const members = takeAll(failures, 'members')
  const token = compact(asText(header, 'header', members), asText(claims, 'payload', members), (input) =>
    signInput(signer.alg, input, signer.key),
  )
  const broken = takeAll(failures, 'bad_signature').reduce((text, { part }) => flipBit(text, part), token)
  return takeAll(failures, 'spelling').reduce((text, { how }) => SPELL[how](text), broken)
}

function asText(json: Json, part: 'header' | 'payload', members: FailureOf<'members'>[]): string {
  const added = (place: 'first' | 'last') =>
    members
      .filter((one) => one.part === part)
      .map((one) => one[place])
      .join('')
  return `{${added('first')}${JSON.stringify(json).slice(1, -1)}${added('last')}}`
}

/** The signature of each still holds for a reader that is generous. */
const SPELL: Record<FailureOf<'spelling'>['how'], (token: string) => string> = {
  fourth_part: (token) => `${token}.e30`,
  two_parts: (token) => token.split('.').slice(0, 2).join('.'),
  space_before: (token) => ` ${token}`,
  line_break_after: (token) => `${token}\n`,
  line_break_inside: (token) => token.replace('.', '.\n'),
  padding: (token) => `${token}==`,
  // 256 bytes are 342 characters, of which the last carries four bits that mean nothing.
  spare_bits: (token) => `${token.slice(0, -1)}${neighbour(token.at(-1) ?? '')}`,
  json: (token) => {
    const [protectedHeader, payload, signature] = token.split('.')
    return JSON.stringify({ protected: protectedHeader, payload, signature })
  },
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function neighbour(character: string): string {
  return ALPHABET[ALPHABET.indexOf(character) ^ 1] ?? 'A'
}

function lieAboutClaims({ failures }: World, truth: Json): Json {
  const claims: Json = Object.assign({ ...truth }, ...takeAll(failures, 'claims').map(({ json }) => json))
  for (const { claim, suffix } of takeAll(failures, 'append')) {
    const value = claims[claim]
    claims[claim] = Array.isArray(value) ? value.map((entry) => `${entry}${suffix}`) : `${value ?? ''}${suffix}`
  }
  return withoutNulls(claims)
}

interface Signer {
  alg: string
  kid: string
  key: KeyObject | Buffer | null
}

async function chooseSigner(world: World, algorithm: FailureOf<'alg'> | null): Promise<Signer> {
  const active = activeKey(world)
  const alg = algorithm?.alg ?? 'RS256'
  if (takeAll(world.failures, 'other_key').length > 0)
    return { alg, kid: active.kid, key: privateKeyOf(await newSigningKey()) }
  if (alg.toLowerCase() === 'none') return { alg, kid: active.kid, key: null }
  if (alg.startsWith('HS')) return { alg, kid: active.kid, key: hmacKey(world, algorithm?.key ?? 'secret') }
  if (alg === 'ES256' || alg === 'EdDSA') {
    const key = await publishedEllipticKey(world, alg)
    return { alg, kid: key.kid, key: privateKeyOf(key) }
  }
  return { alg, kid: active.kid, key: privateKeyOf(active) }
}

function activeKey({ store }: World): SigningKey {
  const key = store.keys.at(-1)
  if (!key) throw new Error('The simulator has no signing key.')
  return key
}

/** A genuine key of ours, so that only the algorithm is wrong. */
async function publishedEllipticKey({ store }: World, alg: 'ES256' | 'EdDSA'): Promise<SigningKey> {
  const kty = alg === 'ES256' ? 'EC' : 'OKP'
  const known = store.keys.find(({ jwk }) => jwk.kty === kty)
  if (known) return known
  const made = await newEllipticKey(alg === 'ES256' ? 'P-256' : 'Ed25519')
  store.keys.unshift(made)
  return made
}

/** The classic confusion: a verifier that takes the public RSA key for an HMAC secret. */
function hmacKey(world: World, form: FailureOf<'alg'>['key']): Buffer {
  if (form === 'secret') return Buffer.from(world.options.clientSecret)
  const key = createPublicKey(privateKeyOf(activeKey(world)))
  if (form === 'pem') return Buffer.from(key.export({ type: 'spki', format: 'pem' }))
  if (form === 'der') return key.export({ type: 'spki', format: 'der' })
  return Buffer.from(JSON.stringify(key.export({ format: 'jwk' })))
}

function flipBit(token: string, part: FailureOf<'bad_signature'>['part']): string {
  if (part === 'empty') return token.replace(/[^.]*$/, '')
  const index = ['header', 'payload', 'signature'].indexOf(part)
  const flip = (text: string) => {
    const bytes = Buffer.from(text, 'base64url')
    const middle = bytes.length >> 1
    bytes[middle] = (bytes[middle] ?? 0) ^ 1
    return bytes.toString('base64url')
  }
  return token
    .split('.')
    .map((text, at) => (at === index ? flip(text) : text))
    .join('.')
}

function withoutNulls(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null))
}
