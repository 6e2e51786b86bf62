import 'server-only'
import { db } from '#lib/db'
import { isId } from '#lib/ids'
import { readUnsubscribe } from '#lib/told/mail/addresses/unsubscribe-link'
import { MAIL_KINDS } from '#lib/told/mail/kind-catalogue'

/** What an address is told of from now on. Choosing begins again what was unsubscribed. */
export async function chooseKinds(userId: string, id: unknown, kinds: readonly unknown[]): Promise<boolean> {
  if (!isId(id)) return false
  const chosen = MAIL_KINDS.filter((kind) => kinds.includes(kind))
  const { count } = await db().mailAddress.updateMany({
    where: { id, userId },
    data: { kinds: chosen, unsubscribedAt: null },
  })
  return count === 1
}

/** Takes an address away; a mail that is under way to it is not sent any more. */
export async function removeAddress(userId: string, id: unknown): Promise<void> {
  if (isId(id)) await db().mailAddress.deleteMany({ where: { id, userId } })
}

/** The address that a link to unsubscribe stops, and whether it has; null when there is none. */
export async function addressOfUnsubscribe(code: string): Promise<{ address: string; isOver: boolean } | null> {
  const id = readUnsubscribe(code)
  const row = id === null ? null : await db().mailAddress.findUnique({ where: { id } })
  return row && { address: row.address, isOver: row.unsubscribedAt !== null }
}

/** Nothing is sent to this address any more. Without a session: the link is the proof. */
export async function unsubscribe(code: string): Promise<boolean> {
  const id = readUnsubscribe(code)
  if (id === null) return false
  await db().mailAddress.updateMany({ where: { id, unsubscribedAt: null }, data: { unsubscribedAt: new Date() } })
  return true
}
