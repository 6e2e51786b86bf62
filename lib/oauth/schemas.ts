import { z } from 'zod'

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
