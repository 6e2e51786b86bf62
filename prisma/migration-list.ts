import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MigrationList } from '@prisma/schema-engine-wasm'

export const MIGRATIONS_DIRECTORY = join(import.meta.dirname, 'migrations')

export const LOCK_FILE = 'migration_lock.toml'
/** Without it the engine does not know which database the migrations are for. */
export const LOCK_TEXT = '# Prisma reads this to know which database the migrations are for.\nprovider = "postgresql"\n'

/** The migrations on disk, in the order of their names, as the engine wants them. */
export async function readMigrations(directory = MIGRATIONS_DIRECTORY): Promise<MigrationList> {
  const names = await listMigrations(directory)
  const content = await readFile(join(directory, LOCK_FILE), 'utf8').catch(() => LOCK_TEXT)
  return {
    baseDir: directory,
    lockfile: { path: LOCK_FILE, content },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.map((name) => readMigration(directory, name))),
  }
}

/** The names of the migrations on disk, in their order. */
export async function listMigrations(directory = MIGRATIONS_DIRECTORY): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return names.sort()
}

async function readMigration(directory: string, name: string): Promise<MigrationList['migrationDirectories'][number]> {
  const value = await readFile(join(directory, name, 'migration.sql'), 'utf8')
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } }
}
