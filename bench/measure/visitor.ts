import { newKey, startOf } from '#lib/api-keys/key-format'
import { cookieName } from '#lib/auth/session/cookies'
import { createSession } from '#lib/auth/session/session-store'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId, newSecret, sha256 } from '#lib/ids'
import type { Running } from '#scripts/command/run-command'
import { seedConnections } from '#scripts/seed/seed-connections'

/** One may call 600 times a minute; a process answers several ten thousand times. */
const KEYS = 500

export interface Visitor {
  cookie: string
  keys: string[]
  connection: string
}

/**
 * The person of the demo, signed in, and a connection of theirs that works.
 * @param withKeys with more API keys than a person may have; pages of theirs are then not what pages are
 */
export async function prepareVisitor(running: Running, withKeys: boolean): Promise<Visitor> {
  const { id, userId } = await prepareConnection(running)
  const token = newSecret()
  await createSession(token, userId, null)
  return {
    cookie: `${cookieName('sessionToken')}=${token}`,
    keys: withKeys ? await makeKeys(userId) : [],
    connection: id,
  }
}

async function makeKeys(userId: string): Promise<string[]> {
  const keys = Array.from({ length: KEYS }, newKey)
  const columns = { userId, permissions: ['tokens:read'], everyConnection: true }
  await db().apiKey.createMany({
    data: keys.map((key, at) => ({
      ...columns,
      ...{ id: newId(), name: `Caller ${at + 1}`, start: startOf(key), secretHash: sha256(key) },
    })),
  })
  return keys
}

async function prepareConnection({ undo }: Running): Promise<Connection> {
  await undo.add('The database connection', () => db().$disconnect())
  await seedConnections()
  return db().connection.findFirstOrThrow({ where: { status: 'active' }, orderBy: { createdAt: 'asc' } })
}
