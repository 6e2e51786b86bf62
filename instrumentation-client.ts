interface TrustedTypes {
  createPolicy(name: string, rules: Record<string, (text: string) => string | null>): unknown
}

/**
 * Trusted Types (server/guard/content-security-policy.ts): text becomes the address of a script, or markup, through these two rules
 * only. Next's loader gives plain text to `src` when a later page needs another chunk, and React makes the elements of
 * scripts out of one constant. Everything else throws in the browser.
 */
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
trustedTypes?.createPolicy('default', {
  createScriptURL: (text) => (isChunk(URL.parse(text, location.origin)) ? text : null),
  createHTML: (text) => (text === '<script></script>' ? text : null),
})

function isChunk(url: URL | null): boolean {
  return url?.origin === location.origin && url.pathname.startsWith('/_next/static/')
}
