import { PrismaPg } from '@prisma/adapter-pg'
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { isPooled, SessionClient } from '#lib/database/session-client'

const SINGLE_CHAR_OID = 18
const BPCHAR_OID = 1042

/** What PrismaPg keeps to itself; Prisma has no public way to correct either. */
interface AdapterInsides {
  performIO(query: SqlQuery): Promise<{ fields: Array<{ dataTypeID: number }> }>
  onError(error: unknown): never
}

export interface EngineAdapter {
  factory: SqlMigrationAwareDriverAdapterFactory
  /** Ends the sessions. The engine does not, and its advisory lock would live on with them. */
  close(): Promise<void>
}

/**
 * PrismaPg made fit for the schema engine. As shipped it is not, because Prisma's own command line runs the native
 * engine there: scripts are cut at every `;`, `"char"` columns are refused, and the shadow database is the main one.
 */
export function createEngineAdapter(databaseUrl: string): EngineAdapter {
  const opened: SqlDriverAdapter[] = []
  const keep = (adapter: SqlDriverAdapter) => {
    opened.push(adapter)
    return adapter
  }
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: async () => keep((await openAdapter(databaseUrl)).adapter),
    connectToShadowDb: async () => keep(await openShadow(databaseUrl)),
  }
  const close = async () => {
    await Promise.all(opened.map((adapter) => adapter.dispose()))
  }
  return { factory, close }
}

async function openAdapter(databaseUrl: string): Promise<{ adapter: SqlDriverAdapter; pool: pg.Pool }> {
  // One connection, because the engine's advisory lock and its work must sit on the same session.
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    Client: SessionClient,
    max: 1,
    connectionTimeoutMillis: 10_000,
  })
  pool.on('error', () => {})
  const adapter: SqlDriverAdapter = await new PrismaPg(pool).connect()
  const insides = adapter as unknown as AdapterInsides
  acceptSingleChars(adapter, insides)
  adapter.executeScript = async (script) => {
    // The whole script as one simple query: PostgreSQL runs it in one implicit transaction, and parses it itself.
    await pool.query(script).catch((error: unknown) => insides.onError(error))
  }
  await skipSessionLock(adapter, pool)
  adapter.dispose = () => endOnce(pool)
  return { adapter, pool }
}

/** The system catalogue has `"char"` columns: without this every look at a database fails. */
function acceptSingleChars(adapter: SqlDriverAdapter, insides: AdapterInsides): void {
  const perform = insides.performIO.bind(adapter)
  const query = adapter.queryRaw.bind(adapter)
  let chars: number[] = []
  insides.performIO = async (sql) => {
    const result = await perform(sql)
    chars = result.fields.flatMap((field, index) => (field.dataTypeID === SINGLE_CHAR_OID ? [index] : []))
    for (const field of result.fields) if (field.dataTypeID === SINGLE_CHAR_OID) field.dataTypeID = BPCHAR_OID
    return result
  }
  adapter.queryRaw = async (sql) => {
    const result = await query(sql)
    for (const index of chars) result.columnTypes[index] = ColumnTypeEnum.Character
    return result
  }
}

/**
 * The engine takes a session lock and never gives it back. Behind a pooler it would stay on a server connection that
 * others get next, and block every later start. The lock around the whole migration (`migrate`) is enough there.
 */
async function skipSessionLock(adapter: SqlDriverAdapter, pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  const pooled = await isPooled(client).finally(() => client.release())
  if (!pooled) return
  const query = adapter.queryRaw.bind(adapter)
  const execute = adapter.executeRaw.bind(adapter)
  const isLock = ({ sql }: SqlQuery) => sql.includes('pg_advisory_lock')
  adapter.queryRaw = async (sql) => (isLock(sql) ? { columnNames: [], columnTypes: [], rows: [] } : query(sql))
  adapter.executeRaw = async (sql) => (isLock(sql) ? 0 : execute(sql))
}

async function openShadow(databaseUrl: string): Promise<SqlDriverAdapter> {
  const name = `shadow_${crypto.randomUUID().replaceAll('-', '')}`
  // The name goes into the URL, because pg lets a connection string win over a separate `database`.
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  await runOnce(databaseUrl, `CREATE DATABASE "${name}"`)
  const { adapter, pool } = await openAdapter(url.href)
  adapter.dispose = async () => {
    await endOnce(pool)
    await runOnce(databaseUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
  }
  return adapter
}

async function runOnce(databaseUrl: string, sql: string): Promise<void> {
  const client = new SessionClient({ connectionString: databaseUrl })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

async function endOnce(pool: pg.Pool): Promise<void> {
  if (!pool.ending) await pool.end()
}
