import { SessionClient, verifySession } from '#lib/database/session-client'
import { errorCode, Refusal } from '#server/refusal'

export const DATABASE_NAME = 'dashboard'
const DATABASE_MISSING = '3D000'
const PASSWORD_WRONG = '28P01'

/** Makes the dashboard's database on first use, and finds out whether we are let in. */
export async function ensureDatabase(url: (database: string) => string): Promise<void> {
  try {
    await runSql(url(DATABASE_NAME), 'SELECT 1')
  } catch (error) {
    if (errorCode(error) === PASSWORD_WRONG)
      throw new Refusal(
        'The embedded PostgreSQL was made with another password: restore the secrets.json that belongs to it, or delete the data directory to begin with an empty one.',
      )
    if (errorCode(error) !== DATABASE_MISSING) throw error
    await runSql(url('postgres'), `CREATE DATABASE "${DATABASE_NAME}"`)
  }
}

/** One statement on a connection of its own. */
export function runSql(url: string, sql: string): Promise<void> {
  return withClient(url, async (client) => void (await client.query(sql)))
}

/** Whether the database answers and keeps the session settings that everything relies on. @throws SessionNotKept */
export function verifyDatabase(url: string): Promise<void> {
  return withClient(url, verifySession)
}

async function withClient(url: string, work: (client: SessionClient) => Promise<unknown>): Promise<void> {
  const client = new SessionClient({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  await work(client).finally(() => client.end())
}
