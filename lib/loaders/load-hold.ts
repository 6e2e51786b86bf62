import 'server-only'
import { notFound } from 'next/navigation'
import { requireSession } from '#lib/auth/require-session'
import { findHold, placeOfHold } from '#lib/connection/answer-hold'
import { HOLD_MS } from '#lib/connection/hold-grant'
import { reading } from '#lib/db'
import { shownName } from '#lib/foreign-text'
import { isId } from '#lib/ids'
import { ownConnection } from '#lib/loaders/own-connection'
import { summarize } from '#lib/loaders/summarize'
import type { HoldView } from '#lib/loaders/views'

/** A grant that came back for another organisation or member, and the connection it was meant for. "Not found" for anybody else's, and once answered. */
export async function loadHold(connectionId: string, holdId: unknown): Promise<HoldView> {
  const { userId } = await requireSession()
  const row = await ownConnection(connectionId)
  const hold = isId(holdId) ? await reading(findHold(holdId, userId)) : null
  if (hold?.connectionId !== row.id) return notFound()
  const place = await reading(placeOfHold(hold))
  return {
    id: hold.id,
    organizationName: shownName(hold.organizationName),
    memberName: shownName(hold.memberName),
    until: new Date(hold.createdAt.getTime() + HOLD_MS),
    connection: summarize(row),
    takesPlaceOf: place === null ? null : place.id === row.id ? 'this' : 'another',
  }
}
