import 'server-only'
import { createTransport } from 'nodemailer'
import type { Settings } from '#lib/env'
import { visibleLine } from '#lib/text/foreign-text'
import type { Sent } from '#lib/told/types'

const STEP_MS = 5_000

/** The way to the mail server that `SMTP_URL` names; it has to be closed. */
export function openTransport({ host, port, secure, isHere, auth }: NonNullable<Settings['smtp']>) {
  return createTransport({
    ...{ host, port, secure, ...(auth && { auth }) },
    // Neither the password nor what is told goes over a network in the clear, whatever the server offers.
    ...(isHere ? { ignoreTLS: true } : { requireTLS: true }),
    ...{ connectionTimeout: STEP_MS, greetingTimeout: STEP_MS, socketTimeout: STEP_MS, dnsTimeout: STEP_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
}

const CODES: Record<string, string> = {
  ...{ EAUTH: 'credentials', ENOAUTH: 'credentials', EDNS: 'unreachable', ECONNECTION: 'unreachable' },
  ...{ ESOCKET: 'unreachable', ETIMEDOUT: 'timeout', EPROTOCOL: 'unreachable' },
}

/** Only what the server says of this receiver, or of this mail, is said for good; all else is tried again. */
export function failureOf(error: unknown): Sent {
  const { code, responseCode, response, command } = (error instanceof Error ? error : {}) as Partial<
    Record<'code' | 'response' | 'command', string> & { responseCode: number }
  >
  const answer = { ...(responseCode !== undefined && { status: responseCode }), ...said(response) }
  const isOfReceiver = (responseCode ?? 0) >= 500 && /^(RCPT TO|DATA)$/.test(command ?? '')
  if (isOfReceiver) return { outcome: 'refused', code: 'refused', ...answer }
  if (code === 'ETLS' || code === 'EREQUIRETLS' || isUntrusted(error)) return { outcome: 'failed', code: 'tls' }
  if (isLate(error)) return { outcome: 'failed', code: 'timeout' }
  if (code === 'EAUTH') return { outcome: 'failed', code: 'credentials', ...answer }
  if (responseCode !== undefined)
    return { outcome: 'failed', code: responseCode >= 500 ? 'sender_refused' : 'later', ...answer }
  return { outcome: 'failed', code: CODES[code ?? ''] ?? 'unreachable' }
}

/** A certificate that is not to be trusted comes as an error of the socket. */
function isUntrusted(error: unknown): boolean {
  return error instanceof Error && /certificate|self-signed|altname/i.test(error.message)
}

function isLate(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError'
}

/** What the server said, for people to read. */
export function said(response: string | undefined): { text?: string } {
  const text = visibleLine(response ?? '')
  return text === null ? {} : { text }
}
