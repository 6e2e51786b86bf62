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

/** `getStartupConf` is how pg builds its startup message; its types leave it out. */
interface StartupMessage {
  getStartupConf(): Record<string, string>
}
const Client = pg.Client as unknown as new (config?: string | pg.ClientConfig) => pg.Client & StartupMessage

/** pg's client with the session settings that we rely on. Use it for every connection to the dashboard's database. */
export class SessionClient extends Client {
  override getStartupConf(): Record<string, string> {
    return { ...super.getStartupConf(), ...SESSION }
  }
}

/**
 * Checks that a connection keeps the session settings.
 * @throws SessionNotKept with a sentence for an administrator
 */
export async function verifySession(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ zone: string; style: string; strings: string }>(
    `SELECT current_setting('TimeZone') AS zone, current_setting('DateStyle') AS style,
            current_setting('standard_conforming_strings') AS strings`,
  )
  const [kept] = rows
  if (kept?.zone === SESSION.TimeZone && kept.style.startsWith('ISO') && kept.strings === 'on') return
  throw new SessionNotKept(
    `The database session has TimeZone ${kept?.zone}, DateStyle ${kept?.style} and standard_conforming_strings ${kept?.strings} although UTC, ISO and on were asked for. Something between the dashboard and PostgreSQL drops startup parameters: let the pooler pass TimeZone, DateStyle and standard_conforming_strings, or connect to PostgreSQL directly.`,
  )
}

/** The same for pg's pool, which asks it about each new connection before anybody gets it. */
export function verifyNew(client: pg.PoolClient, done: (error?: Error) => void): void {
  verifySession(client).then(() => done(), done)
}
