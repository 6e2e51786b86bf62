import 'server-only'
import { db, prepared } from '#lib/db'
import { settings } from '#lib/env'

export type Origin = 'own' | 'copied'

/** On `globalThis`, because Next loads this module for the jobs and again for the pages. */
const holder = globalThis as typeof globalThis & { dashboardOrigin?: Origin }

/**
 * Whether this is the database that the stored tokens belong to, or a copy of it. A copy must not use a refresh token:
 * by the time it does, the original has used it too, and its replay would end the live chain.
 * The mark is the server's system identifier and the database's name, kept with the canary. A copy of the files keeps both;
 * of the embedded server the inode number and the change time of a file are kept as well, and differ in a copy
 * (scripts/postgres/mark-start.ts). Of another server that cannot be told, nor can a restore in place: they are declared
 * (`npm run declare-restore`). Never answered from memory: asking takes half a
 * millisecond, and a remembered answer would show a copy as working, and one that was declared as a copy.
 */
export async function databaseOrigin(): Promise<Origin> {
  const [row] = await prepared<{ copied: boolean }>(
    'origin',
    `SELECT ${isCopied(['$1', '$2'])} AS copied`,
    clusterMarks(),
  )
  return learnOrigin(row?.copied ?? false)
}

/**
 * The same as an expression, for a statement that asks for more.
 * @param at the placeholders of `clusterMarks`
 */
export function isCopied([inode, changed]: readonly string[]): string {
  return `EXISTS (SELECT 1 FROM canaries, pg_control_system() AS control
                   WHERE canaries.system_identifier <> control.system_identifier::text
                      OR canaries.database_name <> current_database()
                      OR (split_part(cluster_file, ' ', 1) <> ${inode}::text
                          AND split_part(cluster_file, ' ', 2) <> ${changed}::text))`
}

/** Inode and change time of the embedded server's file; two nulls when the files are not ours to look at. */
export function clusterMarks(): [string | null, string | null] {
  const file = settings().clusterFile
  return [file?.inode ?? null, file?.changed ?? null]
}

/** Keeps the answer of `isCopied` for the facts of rows. */
export function learnOrigin(copied: boolean): Origin {
  holder.dashboardOrigin = copied ? 'copied' : 'own'
  return holder.dashboardOrigin
}

/** What was found out last, without asking again: facts are told of many rows at once. */
export function knownOrigin(): Origin {
  return holder.dashboardOrigin ?? 'own'
}

/**
 * Declares that this database is the one that counts from now on: the mark of origin becomes its own, and the moment is
 * kept, so that a refusal of an older token can be told apart from a consent that was withdrawn.
 */
export async function declareRestore(): Promise<void> {
  await db().$executeRaw`
    UPDATE canaries SET system_identifier = control.system_identifier::text, database_name = current_database(),
           cluster_file = ${clusterFile()}, restored_at = now()
      FROM pg_control_system() AS control`
}

/** The mark of the files as it is stored; null when they are not ours to look at. */
export function clusterFile(): string | null {
  const file = settings().clusterFile
  return file && `${file.inode} ${file.changed}`
}

/** When an administrator last declared a restore; null when never. */
export async function restoredAt(): Promise<Date | null> {
  const { _max } = await db().canary.aggregate({ _max: { restoredAt: true } })
  return _max.restoredAt
}
