import 'server-only'
import { importJWK, type JWK } from 'jose'
import { z } from 'zod'
import { boundedFetch } from '#lib/http'
import type { AuthorizationServer } from '#lib/oauth/types'

/** The keys cannot be fetched and none are remembered. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable'
}

interface PublishedKey {
  kid: string | undefined
  /** What makes it this key and no other. */
  modulus: string
  key: CryptoKey
}

interface Remembered {
  keys: PublishedKey[]
  fetchedAt: number
  /** Until then nothing is fetched, whatever is asked for. */
  quietUntil: number
  /** The last look-up brought nothing, so these may be yesterday's keys. */
  failing: boolean
}

const FRESH_MS = 10 * 60_000
const STALE_IF_ERROR_MS = 24 * 3_600_000
/** What jose asks of a key for RS256. */
const SMALLEST_BITS = 2_048
/** After an id that nobody publishes. */
const COOL_DOWN_MS = 30_000
/** After a look-up that failed: shorter, because a key that was just rolled waits for the next one. */
const PAUSE_MS = 5_000

const remembered = new Map<string, Remembered>()
const underWay = new Map<string, Promise<Remembered | null>>()

/**
 * The key that signed a token: `kid` exactly, or, when the header has none, the only usable key.
 * An unknown `kid` is looked up once more, because the key may have been rolled right before signing; an unsuccessful
 * look-up is followed by a cool-down, so a flood of invented ids costs one request.
 * @returns null when no published key fits.
 * @throws KeysUnavailable when the key is not among those that are remembered and none can be fetched: then nobody can
 * say whether it fits.
 */
export async function publishedKey(
  server: AuthorizationServer,
  kid: string | undefined,
  signal?: AbortSignal,
): Promise<CryptoKey | null> {
  const known = remembered.get(server.jwksUrl)
  const current = known && isGoodFor(kid, known) ? known : await unlessAborted(refetch(server), signal)
  if (!current) throw new KeysUnavailable("Qonto's signing keys cannot be fetched.")
  const found = pick(current.keys, kid)
  if (found) return found
  if (current.failing) throw new KeysUnavailable("Qonto's signing keys may have changed and cannot be fetched.")
  if (Date.now() >= current.quietUntil) current.quietUntil = Date.now() + COOL_DOWN_MS
  return null
}

function isGoodFor(kid: string | undefined, { keys, fetchedAt, quietUntil }: Remembered): boolean {
  const now = Date.now()
  if (now < quietUntil) return true
  // Without an id nothing tells a key that was rolled from the one before, so the set is asked for anew.
  return kid !== undefined && now - fetchedAt < FRESH_MS && pick(keys, kid) !== null
}

/** One request for everybody who asks at the same time; a deadline of one of them does not end it for the others. */
function refetch(server: AuthorizationServer): Promise<Remembered | null> {
  const running = underWay.get(server.jwksUrl)
  if (running) return running
  const started = lookUp(server).finally(() => underWay.delete(server.jwksUrl))
  underWay.set(server.jwksUrl, started)
  return started
}

async function lookUp(server: AuthorizationServer): Promise<Remembered | null> {
  const keys = await fetchKeys(server)
  const now = Date.now()
  const known = remembered.get(server.jwksUrl)
  if (keys) {
    const fetched = { keys, fetchedAt: now, quietUntil: 0, failing: false }
    remembered.set(server.jwksUrl, fetched)
    return fetched
  }
  if (!known || now - known.fetchedAt >= STALE_IF_ERROR_MS) return null
  return Object.assign(known, { quietUntil: now + PAUSE_MS, failing: true })
}

function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value | null> {
  if (!signal) return work
  const { promise, resolve } = Promise.withResolvers<null>()
  if (signal.aborted) resolve(null)
  signal.addEventListener('abort', () => resolve(null), { once: true })
  return Promise.race([work, promise])
}

async function fetchKeys(server: AuthorizationServer): Promise<PublishedKey[] | null> {
  try {
    const response = await boundedFetch(server.jwksUrl, {
      method: 'GET',
      headers: { Accept: 'application/json', ...server.headers },
    })
    if (response.status !== 200) return null
    const { keys } = z.object({ keys: z.array(z.unknown()) }).parse(await response.json())
    const usable = (await Promise.all(usableAmong(keys).map(importKey))).filter((key) => key !== null)
    return usable.length > 0 ? usable : null
  } catch {
    return null
  }
}

const rsaKey = z.object({
  kty: z.literal('RSA'),
  n: z
    .string()
    .regex(/^[\w-]+$/)
    .max(1366), // 8192 bits as base64url
  e: z.literal('AQAB'), // 65537, as everybody signs; with 1 everybody could
  d: z.never().optional(), // a key whose private half is published signs for everybody too
  kid: z.string().max(255).optional(),
  use: z.literal('sig').optional(),
  key_ops: z
    .array(z.unknown())
    .refine((operations) => operations.includes('verify'))
    .optional(),
  alg: z.literal('RS256').optional(),
})

type RsaKey = z.infer<typeof rsaKey>

// One odd entry must not lock everybody out: whatever is not a usable RSA key is passed over, and a repeated one counts once.
function usableAmong(entries: unknown[]): RsaKey[] {
  const parsed = entries.map((entry) => rsaKey.safeParse(entry).data).filter((key) => key !== undefined)
  return [...new Map(parsed.map((key) => [JSON.stringify([key.kid, key.n, key.e]), key])).values()]
}

function modulusLength({ algorithm }: CryptoKey): number {
  return 'modulusLength' in algorithm ? Number(algorithm.modulusLength) : 0
}

async function importKey({ kid, kty, n, e }: RsaKey): Promise<PublishedKey | null> {
  const jwk: JWK = { kty, n, e, alg: 'RS256' }
  const key = await importJWK(jwk).catch(() => null)
  // Measured, not guessed from its length: a row of zeros is imported without a word, and would be a second key of its name.
  return key instanceof CryptoKey && modulusLength(key) >= SMALLEST_BITS ? { kid, modulus: n, key } : null
}

function pick(keys: PublishedKey[], kid: string | undefined): CryptoKey | null {
  const fitting = kid === undefined ? keys : keys.filter((one) => one.kid === kid)
  // Two keys that fit are as good as none: guessing which one signed is how a wrong key gets accepted.
  return new Set(fitting.map(({ modulus }) => modulus)).size === 1 ? (fitting[0]?.key ?? null) : null
}
