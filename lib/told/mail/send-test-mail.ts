import 'server-only'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { isId, newId } from '#lib/ids'
import { fail, ok, type Result } from '#lib/result'
import { mailTexts as t } from '#lib/told/mail/letter/texts'
import { sendLetter, WITH_READER } from '#lib/told/mail/send-letter'
import { isMailSetUp } from '#lib/told/mail/send-mail'
import type { Sent } from '#lib/told/types'

/** Sends a test to a confirmed address of this user, once and at once, and says what came of it. */
export async function sendTestMail(userId: string, id: unknown): Promise<Result<Sent, 'gone' | 'not_set_up'>> {
  if (!isMailSetUp()) return fail('not_set_up')
  const where = { userId, confirmedAt: { not: null }, unsubscribedAt: null }
  const row = isId(id) ? await db().mailAddress.findFirst({ where: { ...where, id }, include: WITH_READER }) : null
  if (row === null) return fail('gone')
  const href = `${settings().origin}/notifications`
  const write = () => {
    const title = t('test.title')
    return { subject: title, title, lines: [t('test.line')], button: { label: t('openNotifications'), href } }
  }
  return ok(await sendLetter(newId(), row, write))
}
