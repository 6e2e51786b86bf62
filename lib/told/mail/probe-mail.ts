import 'server-only'
import { waitAtMost } from '#lib/deadline'
import { settings } from '#lib/env'
import { KeptFor } from '#lib/kept-for'
import { failureOf, openTransport } from '#lib/told/mail/smtp'

export type MailProbe = 'answers' | 'not_set_up' | 'simulated' | 'credentials' | 'tls' | 'refused' | 'unreachable'

const DEADLINE_MS = 4_000
/** Everybody may ask: a server that is asked too often with a wrong password locks the account. */
const known = new KeptFor<MailProbe>(5 * 60_000)

/** Whether the mail server lets us in. Nothing is sent. What it answered is remembered for five minutes. */
export async function probeMail(now = Date.now()): Promise<MailProbe> {
  const { smtp, environment } = settings()
  if (smtp === null) return environment === 'simulator' ? 'simulated' : 'not_set_up'
  const recent = known.recent(now)
  if (recent !== undefined) return recent
  const probe = await knock(smtp)
  // Somebody who mends the network presses "Test again"; that costs no sign-in.
  return probe === 'unreachable' ? probe : known.keep(probe, now)
}

async function knock(smtp: Parameters<typeof openTransport>[0]): Promise<MailProbe> {
  const transport = openTransport(smtp)
  try {
    await waitAtMost(DEADLINE_MS, transport.verify())
    return 'answers'
  } catch (error) {
    const { code } = failureOf(error)
    if (code === 'credentials' || code === 'tls') return code
    return code === 'unreachable' || code === 'timeout' ? 'unreachable' : 'refused'
  } finally {
    transport.close()
  }
}
