import 'server-only'
import { type CryptoKey, importJWK, type JWK } from 'jose'
import { z } from 'zod'
import { boundedFetch } from '#lib/http'
import type { AuthorizationServer } from '#lib/oauth/types'

/** The keys cannot be fetched and none are remembered. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable'
}

interface PublishedKey {
  kid: string | undefined
  key: CryptoKey
}

interface Remembered {
  keys: PublishedKey[]
  fetchedAt: number
  /** Until then, an unknown `kid` causes no further request. */
  quietUntil: number
}

const FRESH_MS = 10 * 60_000
const STALE_IF_ERROR_MS = 24 * 3_600_000
const COOL_DOWN_MS = 30_000

const remembered = new Map<string, Remembered>()

/**
 * The key that signed a token: `kid` exactly, or, when the header has none, the only usable key.
 * An unknown `kid` is looked up once more, because the key may have been rolled right before signing; an unsuccessful
 * look-up is followed by a cool-down, so a flood of invented ids costs one request.
 * @returns null when no published key fits. @throws KeysUnavailable when nothing is known and nothing can be fetched.
 */
export async function publishedKey(
  server: AuthorizationServer,
  kid: string | undefined,
  signal?: AbortSignal,
): Promise<CryptoKey | null> {
  const now = Date.now()
  const known = remembered.get(server.jwksUrl)
  const current = known && now - known.fetchedAt < FRESH_MS ? known : await refetch(server, known, now, signal)
  const found = pick(current.keys, kid)
  if (found || current.fetchedAt === now || now < current.quietUntil) return found
  const again = await refetch(server, current, now, signal)
  again.quietUntil = now + COOL_DOWN_MS
  const late = pick(again.keys, kid)
  if (late) again.quietUntil = 0
  return late
}

async function refetch(
  server: AuthorizationServer,
  known: Remembered | undefined,
  now: number,
  signal?: AbortSignal,
): Promise<Remembered> {
  const keys = await fetchKeys(server, signal)
  if (keys) {
    const fetched = { keys, fetchedAt: now, quietUntil: 0 }
    remembered.set(server.jwksUrl, fetched)
    return fetched
  }
  if (known && now - known.fetchedAt < STALE_IF_ERROR_MS) return known
  throw new KeysUnavailable("Qonto's signing keys cannot be fetched.")
}

async function fetchKeys(server: AuthorizationServer, signal?: AbortSignal): Promise<PublishedKey[] | null> {
  try {
    const response = await boundedFetch(server.jwksUrl, {
      method: 'GET',
      headers: { Accept: 'application/json', ...server.headers },
      signal,
    })
    if (response.status !== 200) return null
    const { keys } = z.object({ keys: z.array(z.unknown()).max(100) }).parse(await response.json())
    const usable = (await Promise.all(usableAmong(keys).map(importKey))).filter((key) => key !== null)
    return usable.length > 0 ? usable : null
  } catch {
    return null
  }
}

const rsaKey = z.object({
  kty: z.literal('RSA'),
  n: z.string().min(342), // 2048 bits as base64url
  e: z.string().min(1),
  kid: z.string().max(255).optional(),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
})

type RsaKey = z.infer<typeof rsaKey>

// One odd entry must not lock everybody out: whatever is not a usable RSA key is passed over, and a repeated one counts once.
function usableAmong(entries: unknown[]): RsaKey[] {
  const parsed = entries.map((entry) => rsaKey.safeParse(entry).data).filter((key) => key !== undefined)
  return [...new Map(parsed.map((key) => [JSON.stringify([key.kid, key.n, key.e]), key])).values()]
}

async function importKey({ kid, kty, n, e }: RsaKey): Promise<PublishedKey | null> {
  const jwk: JWK = { kty, n, e, alg: 'RS256' }
  const key = await importJWK(jwk).catch(() => null)
  return key && !(key instanceof Uint8Array) ? { kid, key } : null
}

function pick(keys: PublishedKey[], kid: string | undefined): CryptoKey | null {
  const fitting = kid === undefined ? keys : keys.filter((one) => one.kid === kid)
  // Two keys that fit are as good as none: guessing which one signed is how a wrong key gets accepted.
  return fitting.length === 1 ? (fitting[0]?.key ?? null) : null
}
