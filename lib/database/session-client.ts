import pg from 'pg'

/**
 * What our SQL and Prisma's driver adapter rely on in every session. The adapter sends times without an offset and drops
 * the offset of times that it reads, so any other zone than UTC shifts every stored time; it also reads dates as ISO only.
 * `ALTER DATABASE`, `ALTER ROLE` and `options` in the URL can say otherwise; a startup parameter wins over all of them,
 * and PgBouncer keeps these three per client also in transaction mode (PgBouncer, "ignore_startup_parameters").
 */
const SESSION = { TimeZone: 'UTC', DateStyle: 'ISO, MDY', standard_conforming_strings: 'on' } as const

/** A connection, or a pooler in between, that does not keep what every session needs. */
export class SessionNotKept extends Error {
  override name = 'SessionNotKept'
}

/** How pg builds its startup message, and the process id that the server answered with; its types leave both out. */
interface Insides {
  getStartupConf(): Record<string, string>
  processID: number | null
}
const Client = pg.Client as unknown as new (config?: string | pg.ClientConfig) => pg.Client & Insides

/** pg's client with the session settings that we rely on. Use it for every connection to the dashboard's database. */
export class SessionClient extends Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    // A server that ends may say so right behind an answer, when nobody listens: between the pool that lends a connection and
    // its borrower. Without a listener that ends the process. The pool gives away no connection that has failed.
    this.on('error', () => undefined)
  }

  override getStartupConf(): Record<string, string> {
    return { ...super.getStartupConf(), ...SESSION }
  }
}

/**
 * Whether a pooler stands between us and PostgreSQL: it names another process than the one that answers. Behind one,
 * nothing may rely on a session: a `SET`, a named statement or a session lock may be on another connection a moment later.
 */
export async function isPooled(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return rows[0]?.pid !== processIdOf(client)
}

/**
 * Checks that a connection keeps the session settings. A statement timeout is set too, unless a pooler stands in between:
 * PgBouncer refuses it as a startup parameter, and a `SET` would last for the next user of the server connection.
 * @returns whether it leads to PostgreSQL without a pooler in between
 * @throws SessionNotKept with a sentence for an administrator
 */
export async function verifySession(client: pg.ClientBase, statementTimeoutMs = 0): Promise<boolean> {
  const { rows } = await client.query<{ zone: string; style: string; strings: string; direct: boolean }>(
    `SELECT current_setting('TimeZone') AS zone, current_setting('DateStyle') AS style,
            current_setting('standard_conforming_strings') AS strings,
            pg_backend_pid() = $1::int AS direct,
            CASE WHEN pg_backend_pid() = $1::int THEN set_config('statement_timeout', $2::text, false) END`,
    [processIdOf(client), String(statementTimeoutMs)],
  )
  const [kept] = rows
  if (kept?.zone === SESSION.TimeZone && kept.style.startsWith('ISO') && kept.strings === 'on') return kept.direct
  throw new SessionNotKept(
    `The database session has TimeZone ${kept?.zone}, DateStyle ${kept?.style} and standard_conforming_strings ${kept?.strings} although UTC, ISO and on were asked for. Something between the dashboard and PostgreSQL drops startup parameters: let the pooler pass TimeZone, DateStyle and standard_conforming_strings, or connect to PostgreSQL directly.`,
  )
}

function processIdOf(client: pg.ClientBase): number | null {
  return (client as unknown as Insides).processID
}
