import 'server-only'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { db, reading } from '#lib/db'
import { isId } from '#lib/ids'
import { loadViewer } from '#lib/loaders/load-viewer'
import type { GoodbyeView } from '#lib/loaders/views'

/** As long as the address of a page may be. */
const ids = z.string().max(8_000).catch('')

/**
 * What is still under way after an account was deleted: how many of the queued ends in the address are done. Whoever has
 * the address may ask, because nobody is signed in any more; what it names belongs to no person, and the answer a few
 * numbers. An address that no deletion led to says nothing.
 */
export async function loadGoodbye({ entry, endings }: Record<string, unknown>): Promise<GoodbyeView> {
  const viewer = await loadViewer()
  if (viewer.kind === 'signed-in' || !isId(entry)) redirect('/')
  const id = { in: ids.parse(endings).split('.').filter(isId) }
  const [deletions, rows] = await reading(
    Promise.all([
      db().activity.count({ where: { id: entry, event: 'account_deleted' } }),
      db().revocation.findMany({
        where: { id, cause: 'account_deleted' },
        select: { doneAt: true, lastOutcome: true },
      }),
    ]),
  )
  if (deletions === 0) redirect('/')
  const ended = rows.filter(({ doneAt }) => doneAt !== null).length
  const lost = rows.filter((row) => row.doneAt === null && row.lastOutcome === 'key_missing').length
  return { environment: viewer.environment, ended, ending: rows.length - ended - lost, lost }
}
