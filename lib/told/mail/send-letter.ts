import 'server-only'
import type { MailAddress } from '#lib/generated/prisma/client'
import type { Letter } from '#lib/told/mail/letter'
import { noteDelivery } from '#lib/told/mail/note-delivery'
import { sendMail } from '#lib/told/mail/send-mail'
import { unsubscribeLinks } from '#lib/told/mail/unsubscribe-link'
import { writeHtml } from '#lib/told/mail/write-html'
import { footOf, writeText } from '#lib/told/mail/write-text'
import type { Sent } from '#lib/told/types'

/**
 * Sends a letter to a confirmed address, with how it stops at its foot, and notes beside the address how that went.
 * @param id the same for every attempt
 */
export async function sendLetter(id: string, { id: addressId, address }: MailAddress, letter: Letter): Promise<Sent> {
  const { page, oneClick } = unsubscribeLinks(addressId)
  const foot = footOf(address, page)
  const sent = await sendMail({
    ...{ id, to: address, subject: letter.subject, unsubscribe: oneClick },
    ...{ text: writeText(letter, foot), html: writeHtml(letter, foot) },
  })
  await noteDelivery(addressId, sent)
  return sent
}
