import { isLoopback, type Settings } from '#lib/env'

const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)|\.(local|internal|lan|home\.arpa)$|^\[/

/** Where Qonto can tell us something: only a public https address (Qonto, "Webhooks"); null for any other. */
export function webhookCallback({ origin }: Pick<Settings, 'origin'>): string | null {
  const { protocol, hostname } = new URL(origin)
  const isPublic = protocol === 'https:' && !isLoopback(hostname) && !PRIVATE.test(hostname) && hostname.includes('.')
  return isPublic ? `${origin}/api/qonto/webhooks` : null
}
