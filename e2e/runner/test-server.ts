import { SERVER_VARIABLE, TEMPLATE } from '#e2e/runner/test-database'
import { migrate } from '#prisma/migrate'
import { generateClient } from '#scripts/launch/generate-client'
import { runSql } from '#scripts/postgres/database'
import { startTemporary } from '#scripts/postgres/temporary'
import { Refusal } from '#server/refusal'

/** One PostgreSQL for the whole run, with a migrated database in it that every test file gets a copy of. */
export default async function setUp(): Promise<() => Promise<void>> {
  // Every project of vitest asks for it.
  if (process.env[SERVER_VARIABLE]) return async () => {}
  await generateClient()
  const server = await startTemporary()
  try {
    await runSql(server.url('postgres'), `CREATE DATABASE "${TEMPLATE}"`)
    const migrated = await migrate(server.url(TEMPLATE))
    if (!migrated.ok) throw new Refusal(migrated.reason)
    // Nobody may connect to it, because PostgreSQL cannot copy a database that is in use.
    await runSql(server.url('postgres'), `ALTER DATABASE "${TEMPLATE}" ALLOW_CONNECTIONS false`)
  } catch (error) {
    await server.stop()
    throw error
  }
  process.env[SERVER_VARIABLE] = server.url('postgres')
  return server.stop
}
