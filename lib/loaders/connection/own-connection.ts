import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { requireSession } from '#lib/auth/session/require-session'
import { askCommonFacts } from '#lib/connection/facts'
import { visibleConnection } from '#lib/connection/principal'
import { db, reading } from '#lib/db'
import { isId } from '#lib/ids'
import { log } from '#lib/log'
import { RENEWALS_SHOWN } from '#lib/person/retention'

/**
 * A connection of the person who asks, with its latest rotations; one query however often a page asks for it.
 * Permission is decided here, next to the data: somebody else's id is as unknown as one that never was.
 */
export const ownConnection = cache(async (id: string) => {
  const session = await requireSession()
  if (!isId(id)) notFound()
  const rotations = { orderBy: { startedAt: 'desc' as const }, take: RENEWALS_SHOWN }
  const webhooks = { orderBy: { createdAt: 'desc' as const }, take: 1, select: { createdAt: true } }
  const query = db().connection.findFirst({
    where: visibleConnection(session, id),
    include: { rotations, webhooks },
    relationLoadStrategy: 'join',
  })
  const [row] = await reading(Promise.all([query, askCommonFacts()]))
  if (row) return row
  log.warn('connection_not_own', { userId: session.userId, connectionId: id })
  return notFound()
})
