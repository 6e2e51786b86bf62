import 'server-only'
import { db } from '#lib/db'
import type { Sent } from '#lib/told/types'

/** Puts beside an address how the last mail to it went. */
export async function noteDelivery(addressId: string, { outcome, code, text }: Sent): Promise<void> {
  const settled = { lastDeliveredAt: new Date(), failure: null, failureText: null, failedAt: null }
  const failed = { failure: code ?? 'refused', failureText: text ?? null, failedAt: new Date() }
  // It may be gone by now.
  await db().mailAddress.updateMany({ where: { id: addressId }, data: outcome === 'delivered' ? settled : failed })
}
