import { createSession } from '#lib/auth/session/session-store'
import { db } from '#lib/db'
import { newId, newSecret, sha256 } from '#lib/ids'
import type { Running } from '#scripts/command/run-command'
import { seedConnections } from '#scripts/seed/seed-connections'
import { seedTwin } from '#scripts/seed/seed-twin'

/** How many connections are due, in each of the databases. */
export const DUE = 50

/** What everything is measured with: a person with twelve connections, signed in, and connections that are made due again and again. */
export async function prepare({ undo }: Running): Promise<{ session: string }> {
  await undo.add('The database connection', () => db().$disconnect())
  const { userId } = await seedConnections()
  const works = await db().connection.findFirstOrThrow({ where: { status: 'active' }, orderBy: { createdAt: 'asc' } })
  await seedTwin(works, { organizationId: null, organizationName: null })
  await db().$executeRaw`CREATE TABLE due (id uuid, user_id uuid)`
  for (let made = 0; made < DUE; made += 1) {
    const person = await makePerson()
    const id = await seedTwin(works, { userId: person })
    await db().$executeRaw`INSERT INTO due VALUES (${id}::uuid, ${person}::uuid)`
  }
  // Kept from the jobs until they are made due.
  await db()
    .$executeRaw`UPDATE connections SET tell_at = NULL, told_stand = 'works', told_at = now(), told_scopes = granted_scopes,
                                next_attempt_at = now() + interval '1 day'`
  // How the renewals of the seed ended says something about all connections, for some minutes.
  await db().$executeRaw`UPDATE rotations SET started_at = started_at - interval '1 day'`
  const session = newSecret()
  await createSession(session, userId, null)
  return { session }
}

async function makePerson(): Promise<string> {
  const { id } = await db().user.create({ data: { id: newId() } })
  await db().mailAddress.create({
    data: {
      id: newId(),
      userId: id,
      address: `${id}@example.com`,
      kinds: ['problems', 'own'],
      confirmedAt: new Date(),
    },
  })
  await db().apiKey.create({
    data: {
      ...{ id: newId(), userId: id, name: 'Ends soon', start: 'mk', secretHash: sha256(id), permissions: [] },
      ...{ everyConnection: true, createdAt: days(-90), expiresAt: days(13) },
    },
  })
  return id
}

const days = (count: number) => new Date(Date.now() + count * 86_400_000)
