/** What a caller may say to Qonto. All else stays here: cookies, and `Authorization` above all. */
const SENT_ON = [
  'accept',
  'accept-language',
  'content-type',
  'x-qonto-idempotency-key',
  // Strong customer authentication: which way it is asked for, and the session that was approved.
  'x-qonto-2fa-preference',
  'x-qonto-sca-session-token',
]

/** What Qonto may say to a caller. `Set-Cookie` is not among it, nor anything that steers a connection or a browser. */
const SENT_BACK = [
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'date',
  'etag',
  'last-modified',
  'link',
  'retry-after',
  'x-tyk-trace-id',
]
/** `RateLimit-Limit` and `X-RateLimit-Remaining` and their like. */
const RATE_LIMIT = /^(x-)?ratelimit(-[a-z-]+)?$/

/** The headers of a call that go on to Qonto. */
export function headersToQonto(given: Headers): Record<string, string> {
  const kept = SENT_ON.flatMap((name) => {
    const value = given.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  return { accept: 'application/json', ...Object.fromEntries(kept) }
}

/**
 * The headers of Qonto's answer that go back.
 * @param apiUrl Qonto's API: a `Location` elsewhere is removed, because nobody may be sent there with what they have for Qonto
 */
export function headersFromQonto(given: Headers, apiUrl: string): Headers {
  const kept = new Headers()
  for (const [name, value] of given) if (SENT_BACK.includes(name) || RATE_LIMIT.test(name)) kept.append(name, value)
  const location = given.get('location')
  if (location !== null && URL.parse(location, apiUrl)?.origin === new URL(apiUrl).origin)
    kept.set('location', location)
  return kept
}
