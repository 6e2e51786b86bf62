import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PgBouncer, startPgBouncer } from '#e2e/runner/pgbouncer'
import { emptyTestDatabase, type TestDatabase } from '#e2e/runner/test-database'
import { PatientPool } from '#lib/database/pool'
import { isPooled, SessionClient } from '#lib/database/session-client'
import { migrate } from '#prisma/migrate'
import { runSql } from '#scripts/postgres/database'

let database: TestDatabase
beforeAll(async () => {
  database = await emptyTestDatabase()
})
afterAll(() => database.close())

describe('a role with few connections', () => {
  const role = `small_${randomUUID().slice(0, 8)}`
  let url: URL

  beforeAll(async () => {
    await runSql(database.url, `CREATE ROLE ${role} LOGIN PASSWORD 'small' CONNECTION LIMIT 3`)
    url = new URL(database.url)
    url.username = role
    url.password = 'small'
  })
  afterAll(() => runSql(database.url, `DROP ROLE ${role}`))

  const busy = (pool: PatientPool) => pool.query('SELECT pg_sleep(0.05), 1 AS one')

  it('serves far more who ask at once, one after the other', async () => {
    const pool = new PatientPool(url.href, 10)
    const results = await Promise.all(Array.from({ length: 40 }, () => busy(pool)))
    expect(results.map(({ rows }) => rows[0]?.one)).toEqual(Array(40).fill(1))
    expect(pool.totalCount).toBeLessThanOrEqual(3)
    await pool.end()
  })

  it('serves two processes that share it', async () => {
    const pools = [new PatientPool(url.href, 10), new PatientPool(url.href, 10)]
    const results = await Promise.all(pools.flatMap((pool) => Array.from({ length: 8 }, () => busy(pool))))
    expect(results).toHaveLength(16)
    await Promise.all(pools.map((pool) => pool.end()))
  })

  it('is told in the end that there is none when others keep all of them', async () => {
    const others = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = new SessionClient({ connectionString: url.href })
        await client.connect()
        return client
      }),
    )
    const pool = new PatientPool(url.href, 10)
    await expect(busy(pool)).rejects.toMatchObject({ code: '53300' })
    await Promise.all(others.map((client) => client.end()))
    await expect(busy(pool)).resolves.toBeDefined()
    await pool.end()
  })
})

describe('behind PgBouncer in transaction mode, with its defaults', () => {
  let bouncer: PgBouncer | null
  beforeAll(async () => {
    bouncer = await startPgBouncer(database.url, 3)
  })
  afterAll(() => bouncer?.close())

  it('is in UTC on every connection, and sets nothing that others would get', async ({ skip }) => {
    if (!bouncer) return skip('PgBouncer is not installed')
    await runSql(
      database.url,
      `ALTER DATABASE "${new URL(database.url).pathname.slice(1)}" SET timezone TO 'Asia/Kolkata'`,
    )
    const pool = new PatientPool(bouncer.url, 10)
    const asked = Array.from({ length: 30 }, () =>
      pool.query(
        `SELECT pg_sleep(0.01), current_setting('TimeZone') AS zone, current_setting('statement_timeout') AS timeout`,
      ),
    )
    for (const { rows } of await Promise.all(asked)) expect(rows[0]).toMatchObject({ zone: 'UTC', timeout: '0' })
    const client = await pool.connect()
    expect(await isPooled(client)).toBe(true)
    client.release()
    await pool.end()
  })

  it('migrates once when three start together, and leaves no lock behind', async ({ skip }) => {
    if (!bouncer) return skip('PgBouncer is not installed')
    const { url } = bouncer
    const results = await Promise.all([1, 2, 3].map(() => migrate(url)))
    const applied = results.map((result) => (result.ok ? result.value.applied.length > 0 : result.reason))
    expect(applied.sort()).toEqual([false, false, true])
    const client = new SessionClient({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query(
      `SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    await client.end()
    expect(rows).toEqual([{ locks: 0 }])
  })
})
