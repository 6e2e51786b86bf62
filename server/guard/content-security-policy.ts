import type { Settings } from '#lib/env'

/**
 * The policy of a page. `form-action` names every host on the way to the consent, because Chromium holds it against each
 * redirect that follows the form *Connect with Qonto*, also when the OAuth host sends the browser on to sign in; scripts
 * run by nonce only; no page may be framed; text becomes a script or markup only by the rules of
 * instrumentation-client.ts (Trusted Types).
 */
export function contentSecurityPolicy(
  nonce: string,
  { origin, oauthUrl, signInOrigins }: Pick<Settings, 'origin' | 'oauthUrl' | 'signInOrigins'>,
): string {
  const development = process.env.NODE_ENV === 'development'
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action ${["'self'", new URL(oauthUrl).origin, ...signInOrigins].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Next's development tools write scripts and markup as text.
    ...(development ? [] : ["require-trusted-types-for 'script'", 'trusted-types default']),
    ...(origin.startsWith('https:') ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}
