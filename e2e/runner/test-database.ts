import { runSql } from '#scripts/postgres/database'

export const SERVER_VARIABLE = 'TEST_POSTGRES_URL'
export const TEMPLATE = 'migrated_template'

/**
 * The zones of test databases. Hosted servers often run in another zone than UTC, and times shift wherever a session forgets
 * to ask for UTC: each test file has its database east or west, and always in the same one (e2e/runner/zone-of-file.ts).
 */
export const ZONE_VARIABLE = 'TEST_TIME_ZONE'
export const ZONES = ['Asia/Kolkata', 'America/New_York'] as const

export interface TestDatabase {
  url: string
  close(): Promise<void>
}

/** A migrated database for one test file; `close` it in `afterAll`. */
export function testDatabase(): Promise<TestDatabase> {
  return createDatabase(` TEMPLATE "${TEMPLATE}"`)
}

/** One without a single table. */
export function emptyTestDatabase(): Promise<TestDatabase> {
  return createDatabase('')
}

async function createDatabase(origin: string): Promise<TestDatabase> {
  const server = process.env[SERVER_VARIABLE]
  if (!server)
    throw new Error(
      `${SERVER_VARIABLE} is not set: run the tests with vitest, which starts PostgreSQL (e2e/runner/test-server.ts).`,
    )
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await runSql(server, `CREATE DATABASE "${name}"${origin}`)
  await runSql(server, `ALTER DATABASE "${name}" SET timezone TO '${process.env[ZONE_VARIABLE] ?? ZONES[0]}'`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, close: () => runSql(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`) }
}
