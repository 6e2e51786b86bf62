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
  organization_name: string | null
  membership_id: string | null
  member_name: string | null
  member_role: string | null
  generation: string
  granted_scopes: string[]
  access_token_sealed: string | null
  refresh_token_sealed: string | null
  id_token_sealed: string | null
  access_expires_at: Date | null
  refresh_issued_at: Date | null
  granted_at: Date
  verified: boolean
  attempt_at: Date | null
  attempt_count: number
  next_attempt_at: Date | null
  lease_owner: string | null
  due_at: Date | null
  failure: string | null
  failed_at: Date | null
}

/** One attempt to renew, as the ledger has it. */
interface RotationRow {
  cause: string
  outcome: string | null
}

interface RevocationRow {
  id: string
  cause: string
  token_sealed: string | null
  done_at: Date | null
  last_outcome: string | null
}

/** What the job that looks for something to tell writes by itself, seconds later. */
const TOLD = '{told_stand,told_at,told_scopes,reminded_days,reminded_until,seen_stand,seen_at,tell_at}'
/** What a person owns; a refused sign-in must leave all of it as it was. */
const OWNED = ['users', 'accounts', 'sessions', 'connections'] as const
const EMPTIED = [...OWNED, 'transactions', 'rotations', 'revocations', 'activities', 'rate_limits', 'fleet_brakes']

/** A run of the background work that lost its database in a test would count as running for two minutes, and keep the next one away. */
const FORGET_RUN = `DO $$ BEGIN IF to_regclass('pgboss.job') IS NOT NULL THEN
  DELETE FROM pgboss.job WHERE name = 'due-work' AND state = 'active'; END IF; END $$`

export type Database = ReturnType<typeof openDatabase>

export function openDatabase(connectionString: string) {
  const pool = new pg.Pool({ connectionString, max: 2 })
  // An idle connection that goes with a restarted server is opened anew by the next query.
  pool.on('error', () => undefined)
  // One that was cut while it idled has run nothing: the next one does.
  const ask = <Row extends object>(text: string, values: unknown[]) =>
    pool.query<Row>(text, values).catch((error: Error) => {
      if (!/terminat/i.test(error.message)) throw error
      return pool.query<Row>(text, values)
    })
  const rows = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await ask<Row>(text, values)).rows
  const asText = async (table: string): Promise<string[]> =>
    (await rows<{ line: string }>(`SELECT t::text AS line FROM ${table} t ORDER BY 1`)).map(({ line }) => line)
  const connections = () => rows<ConnectionRow>('SELECT * FROM connections ORDER BY created_at, id')
  const change = async (text: string, values: unknown[] = []) => (await ask(text, values)).rowCount ?? 0
  return {
    close: () => pool.end(),
    /** Gives the person of the only connection more of them, which hold no tokens: paused, refused or ended ones. */
    async addConnections(count: number, status: 'frozen' | 'reconnect' | 'disconnected', name: string): Promise<void> {
      await change(
        `INSERT INTO connections (id, user_id, environment, client_id, issuer, subject, status, organization_name, granted_scopes,
           requested_scopes, granted_at, proven_at, failure, failed_at, disconnected_at, member_name)
         SELECT gen_random_uuid(), user_id, environment, client_id, issuer, subject, $2::connection_status, $3 || ' ' || lpad(n::text, 5, '0'),
           granted_scopes, requested_scopes, now(), now(), CASE WHEN $2 = 'reconnect' THEN 'invalid_grant' END, now(), now(), member_name
           FROM (SELECT * FROM connections ORDER BY created_at LIMIT 1) AS one, generate_series(1, $1) AS n`,
        [count, status, name],
      )
    },
    /** Stops PostgreSQL the fast way; the launcher notices and starts it again. */
    async stopServer(): Promise<void> {
      const [setting] = await rows<{ data_directory: string }>('SHOW data_directory')
      const [pid] = (await readFile(join(setting?.data_directory ?? '', 'postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGINT')
    },
    /** Nobody has ever been here; the key ring stays known. */
    async empty(): Promise<void> {
      // Work of the test before may still be going on behind an answer, and so are the jobs that tell: it gets in the way a few times.
      const empty = () => change(`TRUNCATE ${EMPTIED.join(', ')} CASCADE; ${FORGET_RUN}`)
      await empty().catch(empty).catch(empty).catch(empty)
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
    outcomes: async () =>
      (await rows<{ outcome: string | null }>('SELECT outcome FROM transactions ORDER BY id')).map(
        (row) => row.outcome,
      ),
    unusedTrips: async () => (await rows('SELECT 1 FROM transactions WHERE consumed_at IS NULL')).length,
    sessionIds: async () =>
      (await rows<{ id: string }>('SELECT id FROM sessions ORDER BY created_at')).map(({ id }) => id),
    apiKeyIds: async () =>
      (await rows<{ id: string }>('SELECT id FROM api_keys ORDER BY created_at')).map(({ id }) => id),
    /** As after the next look for something to tell, which would write in the middle of a test that nothing may be written. */
    nothingToTell: () =>
      change(
        `UPDATE connections SET told_stand = 'works', told_at = now(), told_scopes = granted_scopes, tell_at = NULL`,
      ),
    webhookIds: async () =>
      (await rows<{ id: string }>('SELECT id FROM webhook_endpoints ORDER BY created_at')).map(({ id }) => id),
    /** Of the first delivery to each of these webhooks. */
    deliveryIds: async (webhooks: string[]) =>
      (
        await rows<{ id: string }>(
          `SELECT (SELECT id FROM deliveries WHERE receiver_id = webhook ORDER BY id LIMIT 1) AS id
             FROM unnest($1::uuid[]) WITH ORDINALITY AS webhooks (webhook, place) ORDER BY place`,
          [webhooks],
        )
      ).map(({ id }) => id),
    linkIds: async (kind: 'status' | 'calendar') =>
      (await rows<{ id: string }>('SELECT id FROM links WHERE kind::text = $1 ORDER BY created_at', [kind])).map(
        ({ id }) => id,
      ),
    mailAddressIds: async () =>
      (await rows<{ id: string }>('SELECT id FROM mail_addresses ORDER BY created_at')).map(({ id }) => id),
    confirmedMailAddresses: async () =>
      (await rows('SELECT FROM mail_addresses WHERE confirmed_at IS NOT NULL AND unsubscribed_at IS NULL')).length,
    addConfirmedMailAddress: (address: string, kinds: string[]) =>
      change(
        `INSERT INTO mail_addresses (id, user_id, address, kinds, confirmed_at)
         SELECT gen_random_uuid(), id, $1, $2, now() FROM users`,
        [address, kinds],
      ),
    /** Everything that people own, as text. */
    possessions: async () => {
      const perTable = OWNED.map((table) =>
        rows<{ line: string }>(`SELECT (to_jsonb(t) - '${TOLD}'::text[])::text AS line FROM ${table} t ORDER BY 1`),
      )
      return (await Promise.all(perTable)).flatMap((lines) => lines.map(({ line }) => line)).join('\n')
    },
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
    /** The attempts to renew, oldest first. */
    rotations: () => rows<RotationRow>('SELECT cause, outcome FROM rotations ORDER BY started_at, id'),
    /** The time of the access token is over, as far as we know. */
    letAccessExpire: () => change('UPDATE connections SET access_expires_at = now()'),
    /** Whatever waits for its next try need not wait any longer, and nobody has asked a moment ago. */
    /** The last try of a used token stays as it was planned: planned anew at every press it would never come. */
    letTurnsCome: () =>
      change(`UPDATE connections SET checked_at = NULL, next_attempt_at = CASE
        WHEN next_attempt_at - attempt_at >= interval '60 seconds' THEN least(next_attempt_at, now()) END`),
    /** What Qonto has refused to renew it has refused so much earlier, and it may be asked again. */
    letRefusalsAge: async (seconds: number) => {
      const earlier = 'started_at = started_at - make_interval(secs => $1)'
      await change(`UPDATE rotations SET ${earlier} WHERE outcome = 'invalid_grant'`, [seconds])
      await change('UPDATE connections SET next_attempt_at = NULL, checked_at = NULL')
    },
    /** What was tried was tried so much earlier, and the next try has come due meanwhile. */
    letAttemptsAge: (seconds: number) =>
      change(
        `UPDATE connections SET attempt_at = attempt_at - make_interval(secs => $1), checked_at = NULL,
                failed_at = failed_at - make_interval(secs => $1),
                next_attempt_at = least(next_attempt_at, now())`,
        [seconds],
      ),
    letDisconnectsAge: (days: number) =>
      change(
        `UPDATE connections SET disconnect_requested_at = disconnect_requested_at - make_interval(days => $1),
                access_expires_at = access_expires_at - make_interval(days => $1), next_attempt_at = NULL`,
        [days],
      ),
    /** What waits for its revocation is due, and has waited for so many days. */
    letRevocationsAge: (days: number) =>
      change('UPDATE revocations SET created_at = created_at - make_interval(days => $1), next_attempt_at = now()', [
        days,
      ]),
    /** The background work of the next minute, now. */
    askForDueWork: () =>
      change(
        `INSERT INTO pgboss.job (name, policy, retry_limit, expire_seconds) VALUES ('due-work', 'exclusive', 0, 120)
         ON CONFLICT DO NOTHING`,
      ),
    letSessionsExpire: () => change('UPDATE sessions SET expires_at = now()'),
    letSessionsAge: (minutes: number) =>
      change('UPDATE sessions SET created_at = created_at - make_interval(mins => $1)', [minutes]),
    /** As if the connection had last been proven and checked some hours ago. */
    letProofsAge: (id: string, hours: number) =>
      change(
        `UPDATE connections SET proven_at = proven_at - make_interval(hours => $2),
           checked_at = checked_at - make_interval(hours => $2) WHERE id = $1`,
        [id, hours],
      ),
    speak: (language: string) => change('UPDATE users SET language = $1', [language]),
    nameOrganization: (name: string) => change('UPDATE connections SET organization_name = $1', [name]),
    /** Whoever did something that is limited has done it too often now. */
    spendLimits: () => change('UPDATE rate_limits SET points = 1000000'),
    /** A minute later. */
    letLimitsPass: () => change('UPDATE rate_limits SET expire = 0'),
    limits: () => rows<{ key: string; points: number }>('SELECT key, points FROM rate_limits ORDER BY key'),
    hide: (table: string) => change(`ALTER TABLE ${table} RENAME TO ${table}_hidden`).then(() => undefined),
    unhide: (table: string) => change(`ALTER TABLE IF EXISTS ${table}_hidden RENAME TO ${table}`),
    letRevocationsBeDue: () => change('UPDATE revocations SET next_attempt_at = now() WHERE done_at IS NULL'),
    forgetConnections: () => change('DELETE FROM connections'),
    endSessionsOf: (userId: string) => change('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [userId]),
    deleteUser: (userId: string) => change('DELETE FROM users WHERE id = $1', [userId]),
    deleteUsers: () => change('DELETE FROM users'),
  }
}
