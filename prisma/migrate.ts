import { setTimeout as wait } from 'node:timers/promises'
import type { DiagnoseMigrationHistoryOutput, MigrationList } from '@prisma/schema-engine-wasm'
import { SessionClient } from '#lib/database/session-client'
import { fail, ok, type Result } from '#lib/result'
import { NO_FILTERS, withEngine } from '#prisma/engine'
import { MIGRATIONS_DIRECTORY, readMigrations } from '#prisma/migration-list'

/**
 * The engine waits only ten seconds for its own lock (72707369) and then fails. This one on another key is held around
 * it, because replicas that start together should wait for a long migration instead.
 */
const OUTER_LOCK = 72_707_370

/** A long migration of another replica is worth waiting for; a lock that somebody forgot is not. */
const LOCK_WITHIN_MS = 10 * 60_000
const TELL_EVERY_MS = 10_000
const LOOK_EVERY_MS = 500

export interface Migrated {
  applied: string[]
  /** Applied by another version of the dashboard; not in this checkout. */
  unknown: string[]
}

export interface MigrateOptions {
  directory?: string
  /** Called every ten seconds while another process holds the lock, with how long it has been waited for. */
  onWait?: (seconds: number) => void
  lockWithinMs?: number
  tellEveryMs?: number
}

/** Applies what is missing, once, whoever asks and however many at a time. The reason is a sentence for an administrator. */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<Result<Migrated, string>> {
  const migrationsList = await readMigrations(options.directory ?? MIGRATIONS_DIRECTORY)
  const client = new SessionClient({ connectionString: databaseUrl })
  await client.connect()
  try {
    const locked = await takeLock(client, options)
    return locked.ok ? await applyLocked(databaseUrl, migrationsList) : locked
  } finally {
    await client.end()
  }
}

async function takeLock(
  client: SessionClient,
  { onWait, lockWithinMs = LOCK_WITHIN_MS, tellEveryMs = TELL_EVERY_MS }: MigrateOptions,
): Promise<Result<void, string>> {
  const began = performance.now()
  let toldAt = began
  for (;;) {
    if (await tryLock(client)) return ok()
    const now = performance.now()
    if (now - began > lockWithinMs) return fail(describeLock(lockWithinMs))
    if (now - toldAt >= tellEveryMs) {
      toldAt = now
      onWait?.(Math.round((now - began) / 1000))
    }
    await wait(LOOK_EVERY_MS)
  }
}

/**
 * Held by a transaction and not by the session, so that it also holds behind PgBouncer in transaction mode. Who waits has
 * no transaction open: it would keep a server connection that the holder may need.
 */
async function tryLock(client: SessionClient): Promise<boolean> {
  await client.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0')
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS taken', [OUTER_LOCK])
  if (rows[0]?.taken) return true
  await client.query('ROLLBACK')
  return false
}

function describeLock(waitedMs: number): string {
  return `Another process has held the migration lock for ${Math.round(waitedMs / 1000)} s. If none is migrating, end the session that holds it: SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${OUTER_LOCK}.`
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
