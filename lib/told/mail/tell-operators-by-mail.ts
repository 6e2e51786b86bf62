import 'server-only'
import type { OperatorNews } from '#lib/connection/fleet/operator-problems'
import { settings } from '#lib/env'
import { newId } from '#lib/ids'
import type { Letter } from '#lib/told/mail/letter/letter'
import { duration, moment, mailTexts as t } from '#lib/told/mail/letter/texts'
import { writeHtml } from '#lib/told/mail/letter/write-html'
import { writeText } from '#lib/told/mail/letter/write-text'
import { isMailSetUp, sendMail } from '#lib/told/mail/send-mail'

/**
 * Sends a problem of the installation, or its end, to the addresses of `MOORING_OPERATORS`. Nothing is sent while there are none, or
 * while mail is not set up: the log and `/api/health` say it all the same.
 * @throws when it has reached nobody, so that it is tried again; who was reached is not told twice
 */
export async function tellOperatorsByMail(news: OperatorNews): Promise<void> {
  const { operators } = settings()
  if (operators.length === 0 || !isMailSetUp()) return
  const letter = letterOf(news)
  const foot = { why: t(news.overAt === null ? 'operators.why' : 'operators.over.why'), stop: null }
  const mail = {
    subject: letter.subject,
    text: writeText(letter, foot),
    html: writeHtml(letter, foot),
    unsubscribe: null,
  }
  const sent = await Promise.all(operators.map((to) => sendMail({ ...mail, id: newId(), to })))
  if (!sent.some(({ outcome }) => outcome === 'delivered')) throw new Error('No operator could be told by mail.')
}

function letterOf({ problem, since, overAt }: OperatorNews): Letter {
  const button = { label: t('operators.button'), href: `${settings().origin}/setup` }
  const title = t(overAt === null ? `operators.${problem}.title` : `operators.over.${problem}`)
  if (overAt === null)
    return {
      ...{ subject: t('operators.subject', { title }), title, button },
      lines: [t(`operators.${problem}.line`), t('since', { at: moment(since.toISOString()) })],
    }
  const lasted = duration((overAt.getTime() - since.getTime()) / 1000)
  return {
    ...{ subject: t('operators.over.subject', { title }), title, button },
    lines: [t('operators.over.line', { duration: lasted })],
  }
}
