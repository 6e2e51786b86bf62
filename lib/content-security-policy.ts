import { settings } from '#lib/env'

/**
 * The policy of a page. `form-action` names the OAuth host, or Chromium stops the redirect that follows *Connect with
 * Qonto*; scripts run by nonce only; no page may be framed; text becomes a script or markup only by the rules of
 * instrumentation-client.ts (Trusted Types).
 */
export function contentSecurityPolicy(nonce: string): string {
  const { origin, oauthUrl } = settings()
  const development = process.env.NODE_ENV === 'development'
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${new URL(oauthUrl).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Next's development tools write scripts and markup as text.
    ...(development ? [] : ["require-trusted-types-for 'script'", 'trusted-types default']),
    ...(origin.startsWith('https:') ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}
