// The policy with its nonce is set per answer in proxy.ts; Strict-Transport-Security where the origin is known, in scripts/serve.ts.
const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  // Not no-referrer: a form post without JavaScript would then say `Origin: null`, and foreign origins are refused.
  'Referrer-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
}

/** @type {import('next').NextConfig} */
const config = {
  headers: async () => [
    { source: '/:path*', headers: Object.entries(HEADERS).map(([key, value]) => ({ key, value })) },
    // The address of a callback holds a code.
    { source: '/api/auth/:path*', headers: [{ key: 'Referrer-Policy', value: 'no-referrer' }] },
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Bodies are buffered for proxy.ts; nothing that we take is larger than a webhook.
  experimental: { proxyClientMaxBodySize: '128kb' },
}

export default config
