import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** The columns that tests look at, as they are stored. */
export interface ConnectionRow {
  id: string
  user_id: string
  status: string
  issuer: string
  subject: string
  organization_id: string | null
  generation: string
  granted_scopes: string[]
  access_token_sealed: string | null
  refresh_token_sealed: string | null
  id_token_sealed: string | null
  access_expires_at: Date | null
  granted_at: Date
}

interface RevocationRow {
  id: string
  cause: string
  token_sealed: string | null
  done_at: Date | null
}

/** What a person owns; a refused sign-in must leave all of it as it was. */
const OWNED = ['users', 'accounts', 'sessions', 'connections'] as const
const EMPTIED = [...OWNED, 'transactions', 'rotations', 'revocations', 'activities', 'rate_limits']

export type Database = ReturnType<typeof openDatabase>

export function openDatabase(connectionString: string) {
  const pool = new pg.Pool({ connectionString, max: 2 })
  // An idle connection that goes with a restarted server is opened anew by the next query.
  pool.on('error', () => undefined)
  const rows = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(text, values)).rows
  const asText = async (table: string): Promise<string[]> =>
    (await rows<{ line: string }>(`SELECT t::text AS line FROM ${table} t ORDER BY 1`)).map(({ line }) => line)
  const connections = () => rows<ConnectionRow>('SELECT * FROM connections ORDER BY created_at, id')
  const change = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rowCount ?? 0
  return {
    close: () => pool.end(),
    /** Stops PostgreSQL the fast way; the launcher notices and starts it again. */
    async stopServer(): Promise<void> {
      const [setting] = await rows<{ data_directory: string }>('SHOW data_directory')
      const [pid] = (await readFile(join(setting?.data_directory ?? '', 'postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGINT')
    },
    /** Nobody has ever been here; the key ring stays known. */
    async empty(): Promise<void> {
      // Work of the test before may still be going on behind an answer, and gets in the way at most once.
      const empty = () => change(`TRUNCATE ${EMPTIED.join(', ')} CASCADE`)
      await empty().catch(empty)
    },
    connections,
    async onlyConnection(): Promise<ConnectionRow> {
      const [row, ...others] = await connections()
      if (!row || others.length > 0) throw new Error(`There is not one connection but ${row ? others.length + 1 : 0}.`)
      return row
    },
    count: async (table: string) => (await asText(table)).length,
    events: async () =>
      (await rows<{ event: string }>('SELECT event FROM activities ORDER BY id')).map(({ event }) => event),
    revocations: () => rows<RevocationRow>('SELECT * FROM revocations ORDER BY created_at'),
    heldGrants: () => rows<{ id: string; consent_sealed: string }>('SELECT id, consent_sealed FROM held_grants'),
    outcomes: async () =>
      (await rows<{ outcome: string | null }>('SELECT outcome FROM transactions ORDER BY id')).map(
        (row) => row.outcome,
      ),
    unusedTrips: async () => (await rows('SELECT 1 FROM transactions WHERE consumed_at IS NULL')).length,
    sessionIds: async () =>
      (await rows<{ id: string }>('SELECT id FROM sessions ORDER BY created_at')).map(({ id }) => id),
    /** Everything that people own, as text. */
    possessions: async () => (await Promise.all(OWNED.map(asText))).flat().join('\n'),
    /** Every row of every table in every schema, as text: the job queue keeps its own. */
    async everythingAsText(): Promise<string> {
      const tables = await rows<{ name: string }>(
        `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
          WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
      )
      return (await Promise.all(tables.map(({ name }) => asText(name)))).flat().join('\n')
    },
    letTripsAge: (minutes: number) =>
      change('UPDATE transactions SET begun_at = begun_at - make_interval(mins => $1)', [minutes]),
    letSessionsIdle: (minutes: number) =>
      change('UPDATE sessions SET last_seen_at = last_seen_at - make_interval(mins => $1)', [minutes]),
    letSessionsExpire: () => change('UPDATE sessions SET expires_at = now()'),
    letSessionsAge: (minutes: number) =>
      change('UPDATE sessions SET created_at = created_at - make_interval(mins => $1)', [minutes]),
    /** Whoever did something that is limited has done it too often now. */
    spendLimits: () => change('UPDATE rate_limits SET points = 1000000'),
    /** A minute later. */
    letLimitsPass: () => change('UPDATE rate_limits SET expire = 0'),
    limits: () => rows<{ key: string; points: number }>('SELECT key, points FROM rate_limits ORDER BY key'),
    letRevocationsBeDue: () => change('UPDATE revocations SET next_attempt_at = now()'),
    /** Every session has an hour left, and was not seen for two minutes. */
    letSessionsNearEnd: () =>
      change("UPDATE sessions SET expires_at = now() + '1 hour', last_seen_at = now() - interval '2 minutes'"),
    async sessionEnds(): Promise<Date> {
      const [row] = await rows<{ expires_at: Date }>('SELECT expires_at FROM sessions ORDER BY created_at')
      return row?.expires_at ?? new Date(0)
    },
    /** Rows of this table are refused from now on, with these words. */
    async refuseWrites(table: string, message: string): Promise<void> {
      await change(`CREATE OR REPLACE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '${message.replaceAll("'", "''")}'; END $$`)
      await change(`CREATE TRIGGER test_refuse BEFORE INSERT OR UPDATE ON ${table} EXECUTE FUNCTION test_refuse()`)
    },
    acceptWrites: (table: string) => change(`DROP TRIGGER IF EXISTS test_refuse ON ${table}`),
    hide: (table: string) => change(`ALTER TABLE ${table} RENAME TO ${table}_hidden`).then(() => undefined),
    unhide: (table: string) => change(`ALTER TABLE IF EXISTS ${table}_hidden RENAME TO ${table}`),
    forgetConnections: () => change('DELETE FROM connections'),
    endSessionsOf: (userId: string) => change('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [userId]),
    deleteUser: (userId: string) => change('DELETE FROM users WHERE id = $1', [userId]),
    deleteUsers: () => change('DELETE FROM users'),
  }
}
