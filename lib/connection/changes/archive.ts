import 'server-only'
import { type Person, visibleTo } from '#lib/connection/principal'
import { db } from '#lib/db'

/** Puts what has ended out of sight. What is connected again comes back by itself. */
export async function archive(ids: string[]): Promise<number> {
  const { count } = await db().connection.updateMany({
    where: { id: { in: ids }, status: 'disconnected', archivedAt: null },
    data: { archivedAt: new Date() },
  })
  return count
}

/** The twin of `archive`. */
export async function unarchive(ids: string[]): Promise<number> {
  const where = { id: { in: ids }, archivedAt: { not: null } }
  const { count } = await db().connection.updateMany({ where, data: { archivedAt: null } })
  return count
}

/** The same of everything that has ended, in one act. */
export async function archiveEnded(person: Person): Promise<void> {
  await db().connection.updateMany({
    where: { ...visibleTo(person), status: 'disconnected', archivedAt: null },
    data: { archivedAt: new Date() },
  })
}
