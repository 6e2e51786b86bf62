import 'server-only'
import { waitAtMost } from '#lib/deadline'
import { settings } from '#lib/env'
import { boundedFetch, WireError } from '#lib/http'
import { failureOf, openTransport, said } from '#lib/told/mail/smtp'
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
  const transport = openTransport(smtp)
  const sending = transport.sendMail({
    ...{ from: mailFrom, to: { name: '', address: to }, subject, text, html, headers },
    messageId: `<${id}@${new URL(origin).hostname}>`,
  })
  try {
    const { response } = await waitAtMost(DEADLINE_MS, sending)
    return { outcome: 'delivered', ...said(response) }
  } catch (error) {
    return failureOf(error)
  } finally {
    transport.close()
  }
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
