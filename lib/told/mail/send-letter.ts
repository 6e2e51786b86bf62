import 'server-only'
import type { MailAddress, User } from '#lib/generated/prisma/client'
import { unsubscribeLinks } from '#lib/told/mail/addresses/unsubscribe-link'
import type { Letter } from '#lib/told/mail/letter/letter'
import { writeFor } from '#lib/told/mail/letter/texts'
import { writeHtml } from '#lib/told/mail/letter/write-html'
import { footOf, writeText } from '#lib/told/mail/letter/write-text'
import { noteDelivery } from '#lib/told/mail/note-delivery'
import { type Mail, sendMail } from '#lib/told/mail/send-mail'
import type { Sent } from '#lib/told/types'

/** Who reads what is sent to an address, as far as a letter needs it. */
export const WITH_READER = { user: { select: { language: true, theme: true, timeZone: true } } } as const

interface ReadAddress extends MailAddress {
  user: Pick<User, keyof (typeof WITH_READER)['user']['select']>
}

/**
 * Sends a letter to a confirmed address, in the language of its owner and with how it stops at its foot, and notes beside the
 * address how that went.
 * @param id the same for every attempt
 */
export async function sendLetter(id: string, row: ReadAddress, write: () => Letter): Promise<Sent> {
  const sent = await sendMail(writeFor(row.user, () => mailOf(id, row, write())))
  await noteDelivery(row.id, sent)
  return sent
}

function mailOf(id: string, { id: addressId, address }: MailAddress, letter: Letter): Mail {
  const { page, oneClick } = unsubscribeLinks(addressId)
  const foot = footOf(address, page)
  return {
    ...{ id, to: address, subject: letter.subject, unsubscribe: oneClick },
    ...{ text: writeText(letter, foot), html: writeHtml(letter, foot) },
  }
}
