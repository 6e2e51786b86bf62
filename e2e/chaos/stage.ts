import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { SIMULATOR_APP } from '#lib/env'
import { ok } from '#lib/result'
import { migrate } from '#prisma/migrate'
import type { Running } from '#scripts/command/run-command'
import { generateClient } from '#scripts/launch/generate-client'
import type { EmbeddedPostgres } from '#scripts/postgres/embedded'
import { startTemporary } from '#scripts/postgres/temporary'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'
import { spawnSimulator } from '#simulator/spawn'
import { type Bench, benchAt, REDIRECT_URI } from '#simulator/testing'

/** Where a measurement takes place: a PostgreSQL and a fake Qonto of its own, both gone afterwards. */
export interface Stage {
  qonto: Bench
  postgres: EmbeddedPostgres
  /** What a worker process needs to find both. */
  env: NodeJS.ProcessEnv
  running: Running
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /** A database session of its own, for locks. */
  session(): Promise<pg.Client>
  /** Empty tables, a simulator without memory, limits out of the way. */
  clear(): Promise<void>
}

const { clientId, clientSecret, stagingToken } = SIMULATOR_APP

interface StageOptions {
  /** False for a version that applies its own. */
  isMigrated?: boolean
  redirectUris?: string[]
  /** The folder of another PostgreSQL's programs. */
  programs?: string | null
}

export function openStage(
  running: Running,
  { isMigrated = true, redirectUris = [REDIRECT_URI], programs = null }: StageOptions = {},
): Promise<Stage> {
  return progress('Starting PostgreSQL and the fake Qonto', async () => {
    await generateClient(running.signal)
    const postgres = await startTemporary(programs)
    await running.undo.add('PostgreSQL', postgres.stop)
    const migrated = isMigrated ? await migrate(postgres.url()) : ok()
    if (!migrated.ok) throw new Refusal(migrated.reason)
    // The temporary server is careless about crashes of its own; here one of them is part of the measurement.
    const pool = openPool(postgres)
    await running.undo.add('The database connections', () => pool.end())
    await pool.query('ALTER ROLE CURRENT_USER SET synchronous_commit = on')
    const simulator = await spawnSimulator({
      ...{ url: 'http://127.0.0.1:0', dataDirectory: null, clientId, clientSecret, stagingToken },
      redirectUris,
    })
    await running.undo.add('The fake Qonto', simulator.close)
    const qonto = benchAt(simulator.url, simulator.close)
    return { qonto, postgres, running, env: environment(postgres, simulator.url), ...access(postgres, pool, qonto) }
  })
}

function openPool(postgres: EmbeddedPostgres): pg.Pool {
  const pool = new pg.Pool({ connectionString: postgres.url(), max: 4 })
  // A restart of the server is part of the measurement.
  pool.on('error', () => {})
  return pool
}

function access(postgres: EmbeddedPostgres, pool: pg.Pool, qonto: Bench): Pick<Stage, 'sql' | 'session' | 'clear'> {
  return {
    sql: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
      (await pool.query<Row>(text, values)).rows,
    session: async () => {
      const client = new pg.Client({ connectionString: postgres.url() })
      client.on('error', () => {})
      await client.connect()
      return client
    },
    clear: async () => {
      await pool.query('TRUNCATE users, revocations, activities, rotations, fleet_brakes CASCADE')
      await qonto.command('reset', { all: true })
      await qonto.command('limits', { per10Seconds: 1e9, per10Minutes: 1e9, unauthorizedPerHour: 1e9 })
    },
  }
}

function environment(postgres: EmbeddedPostgres, simulator: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // Silences the log: thousands of intended failures would bury the table.
    NODE_ENV: 'test',
    QONTO_ENVIRONMENT: 'simulator',
    QONTO_OAUTH_URL: simulator,
    QONTO_API_URL: simulator,
    DATABASE_URL: postgres.url(),
    NEXTAUTH_SECRET: randomBytes(32).toString('base64url'),
    TOKEN_ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
  }
}
