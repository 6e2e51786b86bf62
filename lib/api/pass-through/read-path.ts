import { fail, ok, type Result } from '#lib/result'

/** Where a call goes to, below Qonto's host. */
export interface QontoPath {
  /** Decoded; the first is the version. */
  segments: string[]
  /** Encoded again, with the query as it was sent. */
  target: string
}

export type PathRefusal = 'unreadable' | 'not_an_api' | 'ends_the_consent'

/** What no client writes, and what a second decoding on the way would read as another path. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
const UNSAFE = /[\u0000-\u001f\u007f\\%?#]/

/**
 * Reads the path of a call to Qonto's API. It is decoded once, so that `v2%2Ftransactions` of a generated client is the
 * same as `v2/transactions`, and encoded again segment by segment.
 * @param given what follows `/qonto/` in the address, still encoded
 * @param search the query with its question mark, or an empty text
 */
export function readQontoPath(given: string, search: string): Result<QontoPath, PathRefusal> {
  const segments = decode(given)?.split('/') ?? []
  const isSafe = segments.every(
    (segment) => segment !== '' && segment !== '.' && segment !== '..' && !UNSAFE.test(segment),
  )
  if (segments.length < 2 || !isSafe) return fail('unreadable')
  const [version = '', resource = ''] = segments
  if (version !== 'v1' && version !== 'v2') return fail('not_an_api')
  // It would end the connection behind the back of everything here that keeps it.
  if (resource.toLowerCase() === 'oauth2') return fail('ends_the_consent')
  return ok({ segments, target: `/${segments.map(encodeURIComponent).join('/')}${search}` })
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
