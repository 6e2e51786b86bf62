import type { DiagnoseMigrationHistoryOutput, MigrationList } from '@prisma/schema-engine-wasm'
import { SessionClient } from '#lib/database-client'
import { fail, ok, type Result } from '#lib/result'
import { NO_FILTERS, withEngine } from '#prisma/engine'
import { MIGRATIONS_DIRECTORY, readMigrations } from '#prisma/migration-list'

/**
 * The engine waits only ten seconds for its own lock (72707369) and then fails. This one on another key is held around
 * it, because replicas that start together should wait for a long migration instead.
 */
const OUTER_LOCK = 72_707_370

export interface Migrated {
  applied: string[]
  /** Applied by another version of the dashboard; not in this checkout. */
  unknown: string[]
}

/** Applies what is missing, once, whoever asks and however many at a time. The reason is a sentence for an administrator. */
export async function migrate(
  databaseUrl: string,
  directory = MIGRATIONS_DIRECTORY,
): Promise<Result<Migrated, string>> {
  const migrationsList = await readMigrations(directory)
  const client = new SessionClient({ connectionString: databaseUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [OUTER_LOCK])
    return await applyLocked(databaseUrl, migrationsList)
  } finally {
    await client.end()
  }
}

async function applyLocked(databaseUrl: string, migrationsList: MigrationList): Promise<Result<Migrated, string>> {
  return withEngine(databaseUrl, async (engine) => {
    const found = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: NO_FILTERS,
    })
    const problem = describeHistory(found)
    if (problem) return fail(problem)
    try {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS })
      return ok({ applied: appliedMigrationNames, unknown: unknownNames(found) })
    } catch (error) {
      return fail(describeFailure(error))
    }
  })
}

/** Applying alone never notices an edited file, so the history is looked at first. */
function describeHistory(found: DiagnoseMigrationHistoryOutput): string | null {
  const failed = found.failedMigrationNames.join(', ')
  if (failed)
    return `The migration ${failed} failed here before. Nothing of it is left in the database: correct it, then run \`npm run migrate -- --rolled-back ${failed}\`.`
  const edited = found.editedMigrationNames.join(', ')
  if (edited)
    return `The migration ${edited} was edited after it had been applied. Restore the file, and put the change into a new migration.`
  return null
}

function unknownNames({ history }: DiagnoseMigrationHistoryOutput): string[] {
  return history && 'unpersistedMigrationNames' in history ? history.unpersistedMigrationNames : []
}

function describeFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [, message = text] = /"message":"((?:[^"\\]|\\.)*)"/.exec(text) ?? []
  return `A migration could not be applied: ${message.replaceAll('\\n', ' ').replaceAll('\\"', '"').replace(/\s+/g, ' ').trim()}`
}

/** After a failed migration was corrected: lets the next run try it again. */
export async function forgetFailedMigration(databaseUrl: string, migrationName: string): Promise<Result<void, string>> {
  try {
    await withEngine(databaseUrl, (engine) => engine.markMigrationRolledBack({ migrationName }))
    return ok()
  } catch (error) {
    return fail(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  }
}
