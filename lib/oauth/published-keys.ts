import 'server-only'
import { createRemoteJWKSet, customFetch, errors } from 'jose'
import { z } from 'zod'
import { boundedFetch } from '#lib/http'
import type { AuthorizationServer } from '#lib/oauth/types'

/** The keys cannot be fetched and none are remembered. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable'
}

interface Published {
  /** jose's cache of one address: it fetches once for all who ask at the same time. */
  keys: ReturnType<typeof createRemoteJWKSet>
  fetchedAt: number
  /** Until then nothing is fetched because of an unknown id. */
  quietUntil: number
}

const FRESH_MS = 10 * 60_000
const STALE_IF_ERROR_MS = 24 * 3_600_000
/** After an id that is not published. */
const COOL_DOWN_MS = 30_000

const published = new Map<string, Published>()

/**
 * The key that signed a token: `kid` exactly, or, when the header has none, the only usable key.
 * An unknown `kid` is looked up once more, because the key may have been rolled right before signing; an unsuccessful
 * look-up is followed by a cool-down, so a flood of invented ids costs one request.
 * @returns null when no published key fits.
 * @throws KeysUnavailable when the key is not among those that are remembered and none can be fetched: then it is not
 * known whether it fits.
 */
export async function publishedKey(
  server: AuthorizationServer,
  kid: string | undefined,
  signal?: AbortSignal,
): Promise<CryptoKey | null> {
  const known = published.get(server.jwksUrl) ?? remember(server)
  return unlessAborted(findKey(known, kid), signal)
}

async function findKey(known: Published, kid: string | undefined): Promise<CryptoKey | null> {
  const { fetchedAt, keys } = known
  // Without an id nothing tells a rolled key from the one before, so the set is fetched each time.
  const isOld = kid === undefined || Date.now() - fetchedAt >= FRESH_MS
  if (isOld && !isQuiet(known)) await keys.reload().catch(fetchedAt > 0 ? () => undefined : unavailable)
  const found = await pick(known, kid)
  if (found || isQuiet(known)) return found
  const again = known.fetchedAt === fetchedAt ? await keys.reload().then(() => pick(known, kid), unavailable) : null
  if (!again) known.quietUntil = Date.now() + COOL_DOWN_MS
  return again
}

function isQuiet({ quietUntil }: Published): boolean {
  return Date.now() < quietUntil
}

async function pick({ keys }: Published, kid: string | undefined): Promise<CryptoKey | null> {
  const id = kid ?? onlyKid(keys.jwks()?.keys ?? [])
  try {
    return await keys({ alg: 'RS256', ...(id === undefined ? {} : { kid: id }) })
  } catch (error) {
    // Two keys that fit are as good as none: guessing which one signed is how a wrong key gets accepted.
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return null
    return unavailable()
  }
}

/** Qonto may publish one key under two names, `private:` and `public:`: it is still one. */
function onlyKid(keys: Array<{ n?: string; kid?: string }>): string | undefined {
  return new Set(keys.map(({ n }) => n)).size === 1 ? keys.find(({ kid }) => kid !== undefined)?.kid : undefined
}

function unavailable(): never {
  throw new KeysUnavailable("Qonto's signing keys cannot be fetched.")
}

/** A deadline of one caller does not end the fetch for the others. */
function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(new KeysUnavailable("Qonto's signing keys did not come in time."))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([work, promise])
}

function remember({ jwksUrl, headers }: AuthorizationServer): Published {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: STALE_IF_ERROR_MS,
    // When an unknown id is looked up again is decided above: jose would refuse a key that was rolled just now.
    cooldownDuration: Number.POSITIVE_INFINITY,
    [customFetch]: async () => {
      const answer = await boundedFetch(jwksUrl, { method: 'GET', headers: { Accept: 'application/json', ...headers } })
      const usable = usableAmong(answer.status === 200 ? await answer.json() : null)
      if (usable.length === 0) unavailable()
      Object.assign(known, { fetchedAt: Date.now(), quietUntil: 0 })
      return Response.json({ keys: usable })
    },
  })
  const known: Published = { keys, fetchedAt: 0, quietUntil: 0 }
  published.set(jwksUrl, known)
  return known
}

const rsaKey = z
  .object({
    kty: z.literal('RSA'),
    n: z.base64url().refine(isLongEnough),
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
  .transform(({ kty, n, e, kid }) => ({ kty, n, e, kid, alg: 'RS256' }))

/** 2048 to 8192 bits. Leading zeros do not count: a row of zeros would be a second key of its name. */
function isLongEnough(modulus: string): boolean {
  const bytes = Buffer.from(modulus, 'base64url')
  const first = bytes.findIndex((byte) => byte !== 0)
  return (
    bytes.length <= 1024 && first !== -1 && (bytes.length - first) * 8 - Math.clz32(bytes[first] ?? 0) + 24 >= 2_048
  )
}

// One odd entry must not lock everybody out: what is not a usable RSA key is passed over, and a repeated one counts once.
function usableAmong(body: unknown) {
  const entries = z.object({ keys: z.array(z.unknown()) }).safeParse(body).data?.keys ?? []
  const parsed = entries.map((entry) => rsaKey.safeParse(entry).data).filter((key) => key !== undefined)
  return [...new Map(parsed.map((key) => [JSON.stringify([key.kid, key.n]), key])).values()]
}
