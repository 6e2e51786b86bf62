import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#e2e/runner/test-database'
import { SessionClient, SessionNotKept, verifySession } from '#lib/database/session-client'
import { db } from '#lib/db'
import { newId, newSecret } from '#lib/ids'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  Object.assign(process.env, {
    QONTO_ENVIRONMENT: 'simulator',
    DATABASE_URL: database.url,
    NEXTAUTH_SECRET: newSecret(),
    TOKEN_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
  })
})
afterAll(async () => {
  await db().$disconnect()
  await database.close()
})

async function asked<Value>(url: string, work: (client: SessionClient) => Promise<Value>): Promise<Value> {
  const client = new SessionClient({ connectionString: url })
  await client.connect()
  return work(client).finally(() => client.end())
}

test('a server that ends a connection which nobody uses at that moment ends no process', async () => {
  const client = new SessionClient({ connectionString: database.url })
  await client.connect()
  const ended = new Promise((resolve) => client.once('end', resolve))
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  await db().$queryRaw`SELECT pg_terminate_backend(${rows[0]?.pid}::int)`
  await ended
  await expect(client.query('SELECT 1')).rejects.toThrow()
})

describe('a database whose sessions are not in UTC', () => {
  test('gives back the very time that was stored, through Prisma and through SQL', async () => {
    const createdAt = new Date('2026-03-29T01:30:00.123Z')
    const { id } = await db().user.create({ data: { id: newId(), createdAt } })
    expect((await db().user.findUniqueOrThrow({ where: { id } })).createdAt).toEqual(createdAt)
    const [row] = await db().$queryRaw<Array<{ seconds: number; at: Date }>>`
      SELECT extract(epoch FROM created_at)::float8 AS seconds, created_at AS at FROM users WHERE id = ${id}::uuid`
    expect(row).toEqual({ seconds: createdAt.getTime() / 1000, at: createdAt })
  })

  test('agrees with this process about now', async () => {
    const [row] = await db().$queryRaw<Array<{ now: Date }>>`SELECT now()`
    expect(Math.abs((row?.now.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('keeps our sessions although the database, the role and the URL say otherwise', async () => {
    const { pathname } = new URL(database.url)
    await asked(database.url, (client) =>
      client.query(`
        ALTER DATABASE "${pathname.slice(1)}" SET datestyle TO 'German';
        ALTER DATABASE "${pathname.slice(1)}" SET standard_conforming_strings TO off;
        ALTER ROLE CURRENT_USER IN DATABASE "${pathname.slice(1)}" SET timezone TO 'Pacific/Chatham'`),
    )
    const url = new URL(database.url)
    url.searchParams.set('options', '-c timezone=Pacific/Apia')
    await expect(asked(url.href, verifySession)).resolves.toBe(true)
  })

  test('is refused with a sentence when the settings do not stick', async () => {
    const drops = asked(database.url, async (client) => {
      await client.query(`SET timezone TO 'America/New_York'`)
      await verifySession(client)
    })
    await expect(drops).rejects.toThrow(SessionNotKept)
    await expect(drops).rejects.toThrow(/TimeZone America\/New_York, .* UTC/)
  })
})
