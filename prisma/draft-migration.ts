import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NO_FILTERS, readSchema, withEngine } from '#prisma/engine'
import { LOCK_FILE, LOCK_TEXT, MIGRATIONS_DIRECTORY, readMigrations } from '#prisma/migration-list'

/** Writes what is missing between the migrations and the schema; null when they agree. The database is only a workbench. */
export async function draftMigration(
  databaseUrl: string,
  name: string,
  directory = MIGRATIONS_DIRECTORY,
): Promise<string | null> {
  await mkdir(directory, { recursive: true })
  // Not the engine's createMigration: without a first migration it refuses the adapter's shadow database.
  const script = await findDrift(databaseUrl, directory)
  if (script === null) return null
  const folder = join(directory, `${timestamp(new Date())}_${name}`)
  await mkdir(folder)
  await writeFile(join(folder, 'migration.sql'), script)
  await writeFile(join(directory, LOCK_FILE), LOCK_TEXT)
  return join(folder, 'migration.sql')
}

/** The SQL by which the schema is ahead of the migrations; null when they agree. Builds and drops a shadow database. */
export async function findDrift(databaseUrl: string, directory = MIGRATIONS_DIRECTORY): Promise<string | null> {
  const [path, content] = await readSchema()
  const from = { tag: 'migrations' as const, ...(await readMigrations(directory)) }
  const to = { tag: 'schemaDatamodel' as const, files: [{ path, content }] }
  const diff = await withEngine(databaseUrl, (engine) =>
    engine.diff({ from, to, exitCode: true, script: true, filters: NO_FILTERS }),
  )
  return diff.exitCode === 0 ? null : (diff.stdout ?? '')
}

/** Prisma's own form, 20260131235959 in UTC: names in this form sort in the order of their making. */
function timestamp(date: Date): string {
  return date.toISOString().slice(0, 19).replace(/\D/g, '')
}
