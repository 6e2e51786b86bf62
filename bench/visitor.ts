import { cookieName } from '#lib/auth/session/cookies'
import { createSession } from '#lib/auth/session/session-store'
import { db } from '#lib/db'
import { newSecret } from '#lib/ids'
import type { Running } from '#scripts/command/run-command'
import { seedConnections } from '#scripts/seed/seed-connections'

/** The person of the demo, signed in. Answers the session cookie and a connection that works. */
export async function prepareVisitor({ undo }: Running): Promise<{ cookie: string; connection: string }> {
  await undo.add('The database connection', () => db().$disconnect())
  await seedConnections()
  const row = await db().connection.findFirstOrThrow({ where: { status: 'active' }, orderBy: { createdAt: 'asc' } })
  const token = newSecret()
  await createSession(token, row.userId, null)
  return { cookie: `${cookieName('sessionToken')}=${token}`, connection: row.id }
}
