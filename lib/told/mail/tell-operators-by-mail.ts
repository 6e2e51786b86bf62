import 'server-only'
import type { OperatorProblem } from '#lib/connection/operator-problems'
import { settings } from '#lib/env'
import { newId } from '#lib/ids'
import type { Letter } from '#lib/told/mail/letter'
import { isMailSetUp, sendMail } from '#lib/told/mail/send-mail'
import { moment, mailTexts as t } from '#lib/told/mail/texts'
import { writeHtml } from '#lib/told/mail/write-html'
import { writeText } from '#lib/told/mail/write-text'

/**
 * Sends a problem of the installation to the addresses of `MOORING_OPERATORS`. Nothing is sent while there are none, or
 * while mail is not set up: the log and `/api/health` say it all the same.
 * @throws when it has reached nobody, so that it is tried again; who was reached is not told twice
 */
export async function tellOperatorsByMail(problem: OperatorProblem, since: Date): Promise<void> {
  const { operators } = settings()
  if (operators.length === 0 || !isMailSetUp()) return
  const letter = letterOf(problem, since)
  const foot = { why: t('operators.why'), stop: null }
  const mail = {
    subject: letter.subject,
    text: writeText(letter, foot),
    html: writeHtml(letter, foot),
    unsubscribe: null,
  }
  const sent = await Promise.all(operators.map((to) => sendMail({ ...mail, id: newId(), to })))
  if (!sent.some(({ outcome }) => outcome === 'delivered')) throw new Error('No operator could be told by mail.')
}

function letterOf(problem: OperatorProblem, since: Date): Letter {
  const title = t(`operators.${problem}.title`)
  return {
    ...{ subject: t('operators.subject', { title }), title },
    lines: [t(`operators.${problem}.line`), t('since', { at: moment(since.toISOString()) })],
    button: { label: t('operators.button'), href: `${settings().origin}/setup` },
  }
}
