import 'server-only'
import { prepared } from '#lib/db'
import { waitAtMost } from '#lib/deadline'
import { keyState } from '#lib/keys/key-check'

/** Why people should be sent to another replica, or wait. */
export type Unready = 'database_unreachable' | 'migrations_missing' | 'keys_missing'

const ANSWER_WITHIN_MS = 2_000
/** PostgreSQL's code for it. */
const UNDEFINED_TABLE = '42P01'

/**
 * What keeps this process from serving; empty when nothing does.
 * Migrations that only the database knows are no reason: they only add (docs/operations.md), and while a new version takes
 * over, the old one must go on.
 * @param migrations the names of those that this version was built with
 */
export function loadReadiness(migrations: readonly string[]): Promise<Unready[]> {
  return waitAtMost(ANSWER_WITHIN_MS, ask(migrations)).catch(() => ['database_unreachable'])
}

async function ask(migrations: readonly string[]): Promise<Unready[]> {
  if (!(await areApplied(migrations).catch(isTableMissing))) return ['migrations_missing']
  return (await keyState()) === 'ready' ? [] : ['keys_missing']
}

async function areApplied(migrations: readonly string[]): Promise<boolean> {
  const [row] = await prepared<{ applied: boolean }>(
    'migrations_applied',
    `SELECT NOT EXISTS (
       SELECT FROM unnest($1::text[]) AS known
        WHERE known NOT IN (SELECT migration_name FROM _prisma_migrations
                             WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL)) AS applied`,
    [migrations],
  )
  return row?.applied ?? false
}

/** An empty database answers as well. */
function isTableMissing(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE) return false
  throw error
}
