import { readFile } from 'node:fs/promises'
import type { QueryResultRow } from 'pg'
import type { Stage } from '#e2e/chaos/stage'
import { SessionClient } from '#lib/database/session-client'
import { db, pool } from '#lib/db'
import { settings } from '#lib/env'

/** A statement that PostgreSQL has run, as its module `auto_explain` tells. */
export interface Statement {
  ms: number
  /** Pages of 8 kB that it looked at. */
  pages: number
  /** Its text and its plan. */
  plan: string
}

/** One of the databases that are compared. */
export interface Side {
  connections: number
  sql<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /** Lets the product work on this database. @returns the statements that it took */
  watch(work: () => Promise<unknown>): Promise<Statement[]>
}

/** Every plan comes as a notice, before the answer. */
const EXPLAINED = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_level': 'notice',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  // A clock that is read for every row would be most of what is measured.
  'auto_explain.log_timing': 'off',
}

/** A copy of the prepared database, filled up to so many connections. */
export async function makeSide(stage: Stage, connections: number): Promise<Side> {
  const name = `fleet_${connections}`
  await copyPrepared(stage, name)
  const url = stage.postgres.url(name)
  const client = new SessionClient({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  await stage.running.undo.add('A database connection', () => client.end())
  // It remembers where it was made (lib/keys/database-identity.ts), and would be taken for a copy.
  await client.query('UPDATE canaries SET database_name = current_database()')
  const fill = await readFile(new URL('./fill.sql', import.meta.url), 'utf8')
  const filled = fill.replaceAll(':count', String(connections)).replaceAll(':client', `'${settings().clientId}'`)
  for (const statement of filled.split(/;$/m)) {
    stage.running.signal.throwIfAborted()
    await client.query(statement)
  }
  await client.query('DISCARD ALL')
  await client.query('VACUUM ANALYZE')
  for (const [setting, value] of Object.entries(EXPLAINED))
    await client.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`)
  return {
    connections,
    sql: async <Row extends QueryResultRow>(text: string, values?: unknown[]) =>
      (await client.query<Row>(text, values)).rows,
    watch: watcherOf(url),
  }
}

async function copyPrepared({ postgres, sql }: Stage, name: string): Promise<void> {
  const [prepared] = await sql<{ name: string }>('SELECT current_database() AS name')
  await db().$disconnect()
  const client = new SessionClient({ connectionString: postgres.url('postgres') })
  await client.connect()
  // Nobody may be connected to what is copied.
  await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [prepared?.name])
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${prepared?.name}`)
  await client.end()
}

/** On `globalThis`: where lib/db.ts keeps the database of this process. */
const holder = globalThis as typeof globalThis & { dashboardDatabase?: unknown }

function watcherOf(url: string): Side['watch'] {
  let own: unknown
  let seen: Statement[] = []
  return async (work) => {
    holder.dashboardDatabase = own
    Object.assign(settings(), { databaseUrl: url })
    if (own === undefined)
      pool().on('connect', (client) => {
        client.on('notice', ({ message = '' }) => seen.push(...statementOf(message)))
      })
    own = holder.dashboardDatabase
    seen = []
    await work()
    return seen
  }
}

function statementOf(notice: string): Statement[] {
  const [, ms, plan = ''] = /^duration: ([\d.]+) ms {2}plan:\n(.*)$/s.exec(notice) ?? []
  // Senders take turns; how long they waited says nothing about the tables.
  if (ms === undefined || plan.includes('pg_advisory_xact_lock')) return []
  // The first line of them is of the whole.
  const [, hit = '0', read = '0'] = /Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/.exec(plan) ?? []
  return [{ ms: Number(ms), pages: Number(hit) + Number(read), plan }]
}
