/** Exact match as Qonto does it, or any loopback port with our callback path, so that a clone runs on whatever port is free. */
export function isAllowedRedirectUri(allowed: string[] | 'any-loopback', uri: unknown): uri is string {
  if (typeof uri !== 'string') return false
  if (allowed !== 'any-loopback') return allowed.includes(uri)
  return /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?\/api\/auth\/callback\/qonto$/.test(uri)
}
