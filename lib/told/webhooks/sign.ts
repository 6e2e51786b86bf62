import 'server-only'
import { createHmac, randomBytes } from 'node:crypto'

const PREFIX = 'whsec_'

/** A new secret as Standard Webhooks writes one: 256 random bits in base64 behind a prefix that secret scanners know. */
export function newSigningSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64')}`
}

export interface Signed {
  /** Of the event: a receiver that sees one twice has it already. */
  id: string
  /** Of the attempt, so that nobody can use an old one again. */
  at: Date
  body: string
}

/**
 * The headers of Standard Webhooks (https://www.standardwebhooks.com).
 * @param secrets one, or two while a former one still counts
 */
export function signatureHeaders({ id, at, body }: Signed, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
