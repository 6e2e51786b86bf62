import createNextIntlPlugin from 'next-intl/plugin'

const withTranslations = createNextIntlPlugin('./i18n/request.ts')

// The policy with its nonce is set per answer in proxy.ts; Strict-Transport-Security where the origin is known, in scripts/serve.ts.
const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
}

/** @type {import('next').NextConfig} */
const config = {
  headers: async () => [
    { source: '/:path*', headers: Object.entries(HEADERS).map(([key, value]) => ({ key, value })) },
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
}

export default withTranslations(config)
