import { createSession } from '#lib/auth/session/session-store'
import { type Person, personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import { newId, newSecret, sha256 } from '#lib/ids'
import { makeCalendar, makeStatusLink } from '#lib/links/make-link'
import { unsubscribeLinks } from '#lib/told/mail/addresses/unsubscribe-link'
import { makeEndpoint } from '#lib/told/webhooks/make-endpoint'
import { DEMO_HOME, seedConnections } from '#scripts/seed/seed-connections'
import { seedKey } from '#scripts/seed/seed-key'
import { seedTwin } from '#scripts/seed/seed-twin'

/** Enough to scroll, and more than a page of a list holds. */
const MANY = 200

/** Who looks: the person of the seed, one with many connections, one with none. */
export type Viewer = 'demo' | 'many' | 'newcomer'

/** What there is to be looked at. */
export interface States {
  /** The session cookie of each. */
  sessions: Record<Viewer, string>
  /** The connections of the demo person, by the state of their verdict; `unconfirmed` is one that is being disconnected. */
  connections: Map<string, string>
  links: { all: string; one: string; confirm: string; unsubscribe: string }
}

/** Everything of the seed, with a past, and whatever a person can make; nothing of what was there. */
export async function makeStates(): Promise<States> {
  await db().user.deleteMany()
  const { userId, seeded } = await seedConnections()
  const rows = await db().connection.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } })
  const connections = new Map(
    seeded.map(({ name, state }) => {
      const row = rows.find(({ organizationName }) => organizationName === name)
      return [row?.status === 'disconnecting' ? 'unconfirmed' : state, row?.id ?? '']
    }),
  )
  const home = rows.find(({ organizationName }) => organizationName === DEMO_HOME)
  if (!home) throw new Error('The seed has made no home.')
  const demo = personOf(userId)
  await dateBack(home.id)
  await seedKey(userId)
  const sessions = {
    demo: await signIn(demo, 'Firefox on Linux'),
    many: await signIn(await makeMany(home), 'Chrome on Windows'),
    newcomer: await signIn(personOf(await makeUser()), 'Safari on iPhone'),
  }
  await signIn(demo, 'Safari on iPhone')
  return { sessions, connections, links: { ...(await makeLinks(demo, home.id)), ...(await makeAddresses(userId)) } }
}

async function makeUser(): Promise<string> {
  return (await db().user.create({ data: { id: newId() } })).id
}

async function signIn({ userId }: Person, device: string): Promise<string> {
  const token = newSecret()
  await createSession(token, userId, device)
  return token
}

async function makeMany(home: Parameters<typeof seedTwin>[0]): Promise<Person> {
  const userId = await makeUser()
  for (let n = 1; n <= MANY; n += 1)
    await seedTwin(home, {
      ...{ userId, subject: `${home.subject} ${n}`, organizationId: newId(), organizationName: `Atelier ${n} SARL` },
      status: n % 9 === 0 ? 'frozen' : n % 13 === 0 ? 'reconnect' : 'active',
    })
  return personOf(userId)
}

/** A fresh seed has only the present: a grant of 38 days ago, and a renewal each week. */
async function dateBack(id: string): Promise<void> {
  await db().$executeRaw`
    UPDATE connections SET created_at = now() - interval '38 days', granted_at = now() - interval '38 days',
           refresh_issued_at = now() - interval '3 days', proven_at = now() - interval '5 minutes'
     WHERE id = ${id}::uuid`
  await db().$executeRaw`
    INSERT INTO rotations (id, connection_id, generation, fingerprint, cause, started_at, finished_at, outcome)
    SELECT gen_random_uuid(), ${id}::uuid, 2, decode(md5(days::text), 'hex'), 'keep_alive',
           now() - make_interval(days => days), now() - make_interval(days => days), 'rotated'
      FROM unnest(ARRAY[31, 24, 17, 10, 3]) AS days`
}

async function makeLinks(owner: Person, connection: string) {
  const wish = { name: 'Wallboard', connection: '', lifetime: '30' }
  const [all, one, calendar, endpoint] = [
    await makeStatusLink(owner, wish),
    await makeStatusLink(owner, { ...wish, name: 'For the auditor', connection }),
    await makeCalendar(owner, 'Phone'),
    await makeEndpoint(owner, {
      ...{ url: 'http://127.0.0.1:1/hook', description: 'Bookkeeping' },
      ...{ eventTypes: ['connection.needs_attention', 'connection.recovered'], connections: null },
    }),
  ]
  if (!all.ok || !one.ok || !calendar.ok || !endpoint.ok) throw new Error('A link was refused.')
  return { all: new URL(all.value.secret).pathname, one: new URL(one.value.secret).pathname }
}

async function makeAddresses(userId: string) {
  const [id, secret] = [newId(), newSecret()]
  const common = { userId, kinds: ['problems', 'own'] }
  await db().mailAddress.createMany({
    data: [
      { ...common, id, address: 'amira@example.com', confirmedAt: new Date(), lastDeliveredAt: new Date() },
      {
        ...{ ...common, id: newId(), address: 'bookkeeping@example.com', confirmedAt: new Date() },
        ...{ failure: 'refused', failureText: '550 5.1.1 No such user here', failedAt: new Date() },
      },
      {
        ...{ ...common, id: newId(), address: 'new@example.com', confirmHash: sha256(secret) },
        confirmUntil: new Date(Date.now() + 86_400_000),
      },
    ],
  })
  return { confirm: `/mail/confirm/${secret}`, unsubscribe: new URL(unsubscribeLinks(id).page).pathname }
}
