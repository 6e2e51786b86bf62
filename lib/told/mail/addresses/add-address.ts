import 'server-only'
import { z } from 'zod'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newId, newSecret, sha256 } from '#lib/ids'
import { fail, ok, type Result } from '#lib/result'
import { USUAL_KINDS } from '#lib/told/mail/kind-catalogue'
import { mailTexts as t } from '#lib/told/mail/letter/texts'
import { writeHtml } from '#lib/told/mail/letter/write-html'
import { writeText } from '#lib/told/mail/letter/write-text'
import { noteDelivery } from '#lib/told/mail/note-delivery'
import { isMailSetUp, sendMail } from '#lib/told/mail/send-mail'

export type AddressRefusal = 'not_an_address' | 'too_many_addresses' | 'not_set_up' | 'not_sent' | 'known'

const MOST_ADDRESSES = 10
const LINK_HOURS = 24

/** An address as somebody typed it; null when it is none. One line without anything that a header could be made of. */
export function readAddress(text: string): string | null {
  const parsed = z.email().max(254).safeParse(text.trim())
  return parsed.success ? parsed.data : null
}

/**
 * Adds an address, or sends the link to one that is not confirmed yet once more. Nothing else is sent to it until then.
 * @returns the address to which the link is on its way
 */
export async function addAddress(userId: string, typed: string): Promise<Result<string, AddressRefusal>> {
  if (!isMailSetUp()) return fail('not_set_up')
  const address = readAddress(typed)
  if (address === null) return fail('not_an_address')
  const known = await db().mailAddress.findUnique({ where: { userId_address: { userId, address } } })
  if (known?.confirmedAt) return fail('known')
  if (!known && (await db().mailAddress.count({ where: { userId } })) >= MOST_ADDRESSES)
    return fail('too_many_addresses')
  const secret = newSecret()
  const link = {
    confirmHash: sha256(secret),
    confirmUntil: new Date(Date.now() + LINK_HOURS * 3_600_000),
  }
  const { id } = await db().mailAddress.upsert({
    where: { userId_address: { userId, address } },
    create: { id: newId(), userId, address, kinds: [...USUAL_KINDS], ...link },
    update: link,
  })
  return (await sendLink(id, address, secret)) ? ok(address) : fail('not_sent')
}

async function sendLink(addressId: string, to: string, secret: string): Promise<boolean> {
  const title = t('confirm.title')
  const letter = {
    ...{ subject: title, title, lines: [t('confirm.line'), t('confirm.hours', { hours: LINK_HOURS })] },
    button: { label: t('confirm.button'), href: `${settings().origin}/mail/confirm/${secret}` },
  }
  const foot = { why: t('confirm.why'), stop: null }
  const sent = await sendMail({
    ...{ id: newId(), to, subject: title, unsubscribe: null },
    ...{ text: writeText(letter, foot), html: writeHtml(letter, foot) },
  })
  await noteDelivery(addressId, sent)
  return sent.outcome === 'delivered'
}
