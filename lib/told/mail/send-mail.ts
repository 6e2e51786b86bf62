import 'server-only'
import { createTransport } from 'nodemailer'
import { settings } from '#lib/env'
import { visibleLine } from '#lib/foreign-text'
import { boundedFetch, WireError } from '#lib/http'
import type { Sent } from '#lib/told/types'

export interface Mail {
  /** The same for every attempt, by which a mail program knows a repetition. */
  id: string
  to: string
  subject: string
  text: string
  html: string
  /** Of the one click that stops these mails; null for the one that confirms. */
  unsubscribe: string | null
}

const STEP_MS = 5_000
/** The whole of it: a server may also send a byte every four seconds. */
const DEADLINE_MS = 18_000

export function isMailSetUp(): boolean {
  return settings().smtp !== null || settings().environment === 'simulator'
}

/** Hands a mail in, once. Never throws. */
export async function sendMail(mail: Mail): Promise<Sent> {
  const started = performance.now()
  const message = { ...mail, headers: headersOf(mail) }
  const sent = await (settings().smtp === null ? keepAtSimulator(message) : handIn(message))
  return { ...sent, ms: Math.round(performance.now() - started) }
}

type Message = Mail & { headers: Record<string, string> }

function headersOf({ unsubscribe }: Mail): Record<string, string> {
  // Not answered by an automatic reply (RFC 3834), and stopped with one click (RFC 8058).
  const automatic = { 'Auto-Submitted': 'auto-generated' }
  if (unsubscribe === null) return automatic
  return { ...automatic, 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}

async function handIn({ id, to, subject, text, html, headers }: Message): Promise<Sent> {
  const { smtp, mailFrom, origin } = settings()
  if (smtp === null) return { outcome: 'failed', code: 'not_set_up' }
  const { host, port, secure, isHere, auth } = smtp
  const transport = createTransport({
    ...{ host, port, secure, ...(auth && { auth }) },
    // Neither the password nor what is told goes over a network in the clear, whatever the server offers.
    ...(isHere ? { ignoreTLS: true } : { requireTLS: true }),
    ...{ connectionTimeout: STEP_MS, greetingTimeout: STEP_MS, socketTimeout: STEP_MS, dnsTimeout: STEP_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  const sending = transport.sendMail({
    ...{ from: mailFrom, to: { name: '', address: to }, subject, text, html, headers },
    messageId: `<${id}@${new URL(origin).hostname}>`,
  })
  try {
    const { response } = await within(DEADLINE_MS, sending)
    return { outcome: 'delivered', ...said(response) }
  } catch (error) {
    return failureOf(error)
  } finally {
    transport.close()
  }
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), ms)
  // Its own failure, when it comes after ours.
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const CODES: Record<string, string> = {
  ...{ EAUTH: 'credentials', ENOAUTH: 'credentials', EDNS: 'unreachable', ECONNECTION: 'unreachable' },
  ...{ ESOCKET: 'unreachable', ETIMEDOUT: 'timeout', EPROTOCOL: 'unreachable' },
}

/** Only what the server says of this receiver, or of this mail, is said for good; all else is tried again. */
function failureOf(error: unknown): Sent {
  const { code, responseCode, response, command } = (error instanceof Error ? error : {}) as Partial<
    Record<'code' | 'response' | 'command', string> & { responseCode: number }
  >
  const answer = { ...(responseCode !== undefined && { status: responseCode }), ...said(response) }
  const isOfReceiver = (responseCode ?? 0) >= 500 && /^(RCPT TO|DATA)$/.test(command ?? '')
  if (isOfReceiver) return { outcome: 'refused', code: 'refused', ...answer }
  if (code === 'ETLS' || code === 'EREQUIRETLS' || isUntrusted(error)) return { outcome: 'failed', code: 'tls' }
  if (code === 'EAUTH') return { outcome: 'failed', code: 'credentials', ...answer }
  if (responseCode !== undefined)
    return { outcome: 'failed', code: responseCode >= 500 ? 'sender_refused' : 'later', ...answer }
  return { outcome: 'failed', code: CODES[code ?? ''] ?? 'unreachable' }
}

/** A certificate that is not to be trusted comes as an error of the socket. */
function isUntrusted(error: unknown): boolean {
  return error instanceof Error && /certificate|self-signed|altname/i.test(error.message)
}

function said(response: string | undefined): { text?: string } {
  const text = visibleLine(response ?? '')
  return text === null ? {} : { text }
}

/** The simulator keeps what would be sent, for its page *Mail*. */
async function keepAtSimulator({ id, to, subject, text, html, headers }: Message): Promise<Sent> {
  const { oauthUrl, environment, mailFrom } = settings()
  if (environment !== 'simulator') return { outcome: 'failed', code: 'not_set_up' }
  try {
    const { status } = await boundedFetch(`${oauthUrl}/simulator/mails`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id, from: `${mailFrom.name} <${mailFrom.address}>`, to, subject, text, html, headers }),
    })
    return status === 200 ? { outcome: 'delivered' } : { outcome: 'failed', code: 'later', status }
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    return { outcome: 'failed', code: error.failure }
  }
}
