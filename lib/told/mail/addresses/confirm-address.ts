import 'server-only'
import { db } from '#lib/db'
import { sha256 } from '#lib/ids'

/** The condition of a link that still confirms. */
function byLink(secret: string) {
  return { confirmHash: sha256(secret), confirmUntil: { gt: new Date() } }
}

/** The address that a link would confirm; null when it is over. Changes nothing: mail scanners open every link. */
export async function addressOfLink(secret: string): Promise<string | null> {
  const row = await db().mailAddress.findFirst({ where: byLink(secret), select: { address: true } })
  return row?.address ?? null
}

/** Confirms an address, once. */
export async function confirmAddress(secret: string): Promise<boolean> {
  const { count } = await db().mailAddress.updateMany({
    where: byLink(secret),
    data: { confirmedAt: new Date(), confirmHash: null, confirmUntil: null, unsubscribedAt: null },
  })
  return count === 1
}
