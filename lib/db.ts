import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool, QueryResultRow } from 'pg'
import { PatientPool } from '#lib/database/pool'
import { SessionNotKept } from '#lib/database/session-client'
import { type Settings, settings } from '#lib/env'
import { Prisma, PrismaClient } from '#lib/generated/prisma/client'
import { log, nameOf } from '#lib/log'

/** A database that cannot be reached or answer in time: pages say so, and nobody is shown as signed out. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
  /** Crosses to the error boundary in production, where the message does not: an outage gets its own words. */
  readonly digest = 'DATABASE_UNAVAILABLE'
}

export type DatabaseTransaction = Prisma.TransactionClient

interface Database {
  client: PrismaClient
  pool: PatientPool
}

const holder = globalThis as typeof globalThis & { dashboardDatabase?: Database }

/** The one client of this process. */
export function db(): PrismaClient {
  return database().client
}

/** The connections that the client uses, for the rate limiter and the queue, which speak SQL of their own. */
export function pool(): Pool {
  return database().pool
}

/**
 * Runs a statement that PostgreSQL plans once per connection, past Prisma, whose way costs several times as much.
 * @param name the same name always stands for the same text
 */
export async function prepared<Row extends QueryResultRow>(
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const { pool } = database()
  // Behind a pooler the next statement may be on another connection, which knows no such name.
  const { rows } = await pool.query<Row>(pool.isDirect ? { name, text, values } : { text, values })
  return rows
}

/** Kept on `globalThis`, because Next may load this module more than once. */
function database(): Database {
  holder.dashboardDatabase ??= open(settings())
  return holder.dashboardDatabase
}

function open({ databaseUrl, poolSize }: Settings): Database {
  const pool = new PatientPool(databaseUrl, poolSize)
  // Prisma listens only once it has connected; a pool without a listener ends the process when PostgreSQL goes away.
  pool.on('error', (error) => log.warn('database_connection_lost', { cause: nameOf(error) }))
  const adapter = new PrismaPg(pool, { disposeExternalPool: true })
  const client = new PrismaClient({
    adapter,
    errorFormat: 'minimal',
    transactionOptions: { maxWait: 3_000, timeout: 5_000 },
  })
  return { client, pool }
}

// Prisma: P1xxx is "cannot connect", P2024 pool exhausted, P2028 transaction could not start or timed out, P2037 too many connections.
const UNREACHABLE = /^(P1\d{3}|P2024|P2028|P2037)$/
// PostgreSQL: class 08 connection, 53 resources, 57 operator intervention (shut-down, cancelled by timeout), 58 its disk,
// 25006 reads only, as after a failover; 28, 3D000 and 55000 it does not let us in: password, no such database, no connections; Node: socket errors.
const UNREACHABLE_CAUSE =
  /^(08...|25006|28...|3D000|53...|55000|57...|58...|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/
// The driver adapter's own words: of a query in SQL they are all that Prisma says, under P2010.
const UNREACHABLE_KIND =
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TlsConnectionError|TooManyConnections|AuthenticationFailed|DatabaseAccessDenied|DatabaseDoesNotExist)$/

/** True when an error says that the database is away, not that our query was wrong. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // Logged with its name: an administrator must change the pooler, and until then there is no database to use.
  if (
    [DatabaseUnavailable, Prisma.PrismaClientInitializationError, SessionNotKept].some((kind) => error instanceof kind)
  )
    return true
  return (
    codesOf(error).some((code) => [UNREACHABLE, UNREACHABLE_CAUSE, UNREACHABLE_KIND].some((away) => away.test(code))) ||
    /timeout exceeded when trying to connect|Connection terminated|Query read timeout/i.test(error.message)
  )
}

/** True when PostgreSQL has taken a statement back because of others, and asks to try again: serialization, deadlock. */
export function isRolledBack(error: unknown): boolean {
  return codesOf(error).some((code) => code === 'P2034' || code === '40001' || code === '40P01')
}

/** True when the same transaction may succeed at the next try: the above, or a race on a unique index. */
export function isRetryable(error: unknown): boolean {
  return isRolledBack(error) || isTaken(error)
}

/** True when a unique index refuses a row, because another one has that value. */
export function isTaken(error: unknown): boolean {
  return codesOf(error).some((code) => code === 'P2002' || code === '23505')
}

function codesOf(error: unknown): string[] {
  const codes: string[] = []
  // The driver adapter's own error has a plain object for its cause, which holds PostgreSQL's code.
  for (
    let at = error;
    typeof at === 'object' && at !== null && codes.length < 8;
    at = 'cause' in at ? at.cause : null
  ) {
    const { code, originalCode, meta } = at as {
      code?: unknown
      originalCode?: unknown
      meta?: { driverAdapterError?: { cause?: { originalCode?: unknown; kind?: unknown } } }
    }
    const driver = meta?.driverAdapterError?.cause
    for (const one of [code, originalCode, driver?.originalCode, driver?.kind])
      if (typeof one === 'string') codes.push(one)
  }
  return codes
}

/** Runs a read and turns "the database is away" into `DatabaseUnavailable`; every other error propagates. */
export async function reading<Value>(query: Promise<Value>): Promise<Value> {
  try {
    return await query
  } catch (error) {
    if (isUnreachable(error)) throw new DatabaseUnavailable('The database cannot be reached.', { cause: error })
    throw error
  }
}
