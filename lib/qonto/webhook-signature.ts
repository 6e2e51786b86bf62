import 'server-only'
import { createHmac, timingSafeEqual } from 'node:crypto'

/** What `X-Qonto-Signature` says: `t=<unix seconds>,v1=<hex>`. Several `v1` may stand there while a secret is being changed. */
export interface WebhookSignature {
  at: number
  signatures: string[]
}

/** Qonto, "Webhooks": reject what is older than five minutes. Newer too: our clocks do not differ by that much. */
const TOLERANCE_S = 300
const LONGEST = 1_000

/** Reads the header; null for anything that is not one. Unknown parts are skipped, for versions to come. */
export function parseSignature(header: string): WebhookSignature | null {
  if (header.length > LONGEST) return null
  const parts = header.split(',').map((part) => part.trim().split(/=(.*)/s))
  const [at, ...repeated] = parts.filter(([name]) => name === 't').map(([, value]) => value ?? '')
  const signatures = parts.filter(([name]) => name === 'v1').map(([, value]) => value ?? '')
  const isSound = /^\d{1,12}$/.test(at ?? '') && signatures.every((one) => /^[0-9a-f]{64}$/i.test(one))
  return isSound && repeated.length === 0 && signatures.length > 0 ? { at: Number(at), signatures } : null
}

/** HMAC-SHA256 over `<t>.<raw body>`, compared in constant time, and not older or newer than five minutes. */
export function isSignedBy(
  secret: string,
  { at, signatures }: WebhookSignature,
  body: Uint8Array,
  now: number,
): boolean {
  const expected = createHmac('sha256', secret).update(`${at}.`).update(body).digest()
  // Every one is compared, also after a match: how long it takes says nothing.
  const matches = signatures.filter((one) => timingSafeEqual(Buffer.from(one, 'hex'), expected))
  return matches.length > 0 && Math.abs(now / 1000 - at) <= TOLERANCE_S
}
