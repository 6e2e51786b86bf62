import { z } from 'zod'
import type { Oddity } from '#lib/oauth/types'

// Visible ASCII (RFC 6750, section 2.1 is narrower still): no spaces or line breaks that would split a header.
const token = z.string().regex(/^[\x21-\x7e]{1,8192}$/)

// Whole seconds, as a number or, from some servers, as its digits. Nothing else: `true` and `[3600]` would convert to numbers too.
const lifetime = z
  .union([z.number(), z.string().regex(/^\d{1,8}$/)])
  .transform((seconds) => Math.floor(Number(seconds)))
  .pipe(z.number().min(1).max(31_536_000))

/** The shape of a token answer. Unknown members are dropped (RFC 6749, section 5.1). */
export const answerShape = z
  .object({
    access_token: token,
    // Case-insensitive (RFC 6749, section 7.1); any other type is one that we do not understand and must not use.
    token_type: z.string().regex(/^bearer$/i),
    expires_in: lifetime.nullish(),
    refresh_token: token.nullish(),
    scope: z.string().max(8192).nullish(),
    // Optional by name: zod takes an unknown value for a required one, and Qonto need not send one on a refresh.
    id_token: z.unknown().optional(),
  })
  // One string for both would send the token that renews to every place that the other one goes.
  .refine(({ access_token, refresh_token }) => access_token !== refresh_token)

/** Longer than any access token that is worth its name; an earlier renewal costs nothing. */
const LONGEST_LIFETIME_S = 86_400

/**
 * The shape of an answer to a refresh, of which only the tokens count: refusing it for anything else would lose the chain,
 * because the token that was sent is used up. What is odd beside a usable refresh token is repaired and named in `odd`.
 * An access token that must not be used (of an unknown type, or the same as the refresh token) is left out: the next
 * refresh brings another.
 */
export const refreshShape = z
  .object({
    access_token: z.unknown().optional(),
    token_type: z.unknown().optional(),
    expires_in: z.unknown().optional(),
    refresh_token: token.nullish(),
    scope: z.unknown().optional(),
    id_token: z.unknown().optional(),
  })
  .transform(({ access_token, token_type, expires_in, refresh_token, scope, id_token }, context) => {
    const odd: Oddity[] = []
    const note = <Value>(name: Oddity, value: Value): Value => {
      odd.push(name)
      return value
    }
    const isBearer = token_type == null ? note('token_type', true) : /^bearer$/i.test(String(token_type))
    if (!isBearer) note('token_type', false)
    const access = token.safeParse(access_token).data ?? null
    const isUsable = access !== null && access !== refresh_token && isBearer
    if (!isUsable) note('access_token', null)
    if (!isUsable && refresh_token == null) context.addIssue({ code: 'custom', message: 'no usable token' })
    const seconds = expires_in == null ? DEFAULT_LIFETIME_S : (lifetime.safeParse(expires_in).data ?? null)
    const isPlausible = seconds !== null && seconds <= LONGEST_LIFETIME_S
    const words = scope == null || typeof scope === 'string' ? (scope ?? null) : note('scope', joined(scope))
    return {
      accessToken: isUsable ? access : null,
      refreshToken: refresh_token ?? null,
      idToken: id_token,
      scopes: words === null ? null : scopesIn(words),
      expiresIn: isPlausible ? seconds : note('expires_in', DEFAULT_LIFETIME_S),
      odd,
    }
  })

/** A list of scopes is meant as one; anything else names none, and the scopes stay as they were. */
function joined(scope: unknown): string | null {
  return z.array(z.string()).nonempty().safeParse(scope).data?.join(' ') ?? null
}

/** The scopes that a text names, each once. */
export function scopesIn(text: string): string[] {
  return [...new Set(text.split(' ').filter(isScope))]
}

/**
 * RFC 6749, section 3.3. What is no scope names nothing that could be missed, and must not cost a refreshed pair: with a
 * NUL in it PostgreSQL would not store the row.
 */
export function isScope(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)
}

/** RFC 6749, section 5.1 leaves it to the documentation; Qonto's says an hour. */
export const DEFAULT_LIFETIME_S = 3600

/** A token in an answer that cannot be accepted: the refresh token rather, because revoking it ends the access token too. */
export function strayTokenOf(json: unknown): string | null {
  const found = z
    .object({ refresh_token: token.optional().catch(undefined), access_token: token.optional().catch(undefined) })
    .safeParse(json)
  return found.data?.refresh_token ?? found.data?.access_token ?? null
}

/** Broken JSON, or half of an answer, may still name a token that exists at Qonto. Good enough to revoke it, never to use it. */
export function tokenNamedIn(text: string): string | null {
  const find = (name: string) =>
    new RegExp(`"${name}"\\s*:\\s*"([\\x21\\x23-\\x5b\\x5d-\\x7e]{1,8192})"`).exec(text)?.[1]
  return find('refresh_token') ?? find('access_token') ?? null
}

/** Where a JSON text was broken off: in the middle of its ID token, or anywhere else. */
export function isWithinIdToken(text: string): boolean {
  return /"id_token"\s*:\s*"[^"]*$/.test(text)
}
