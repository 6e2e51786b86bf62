import createNextIntlPlugin from 'next-intl/plugin'

const withTranslations = createNextIntlPlugin('./i18n/request.ts')

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
}

export default withTranslations(config)
