import { expect, test } from '#e2e/adversarial/fixtures'
import { actionBody, callAction, serverActions } from '#e2e/adversarial/server-actions'
import type { HttpClient } from '#e2e/support/http-client'
import { ADDRESSES, ASKED, comparable, FIELDS, type Ids, routesOfBuild } from './routes.ts'
import { meet } from './two-people.ts'

// Every route and every server action of the build, with the ids of another person. Somebody else's id must be as
// unknown as one that never was: the same status and the same bytes, so that nobody learns which ids exist.

test('W01 every route and every server action of the build is walked', () => {
  expect(Object.keys(ADDRESSES).sort()).toEqual([...new Set(routesOfBuild())].sort())
  expect(Object.keys(FIELDS).sort()).toEqual(
    serverActions()
      .map(({ name }) => name)
      .sort(),
  )
})

/** Two people are met once for several, because that takes longer than what is tried then. */
const AT_ONCE = 10
/** What these do ends the session that asks; a second one after it would prove nothing. */
const ENDING = ['deleteAccount', 'endOtherSessions']

const routes = Object.entries(ADDRESSES)
for (let from = 0; from < routes.length; from += AT_ONCE)
  test(`W02 no route from ${routes[from]?.[0]} on tells another person's ids from unknown ones`, async ({
    newClient,
    simulator,
    database,
  }) => {
    const { jonas, theirs, own, nobodys, secrets, rowsOfCamille } = await meet(newClient, simulator, database)
    const before = await rowsOfCamille()
    await simulator.forgetRequests()
    for (const [route, addresses] of routes.slice(from, from + AT_ONCE)) {
      const unknown = addresses(nobodys, own)
      for (const [index, path] of addresses(theirs, own).entries())
        for (const headers of ASKED) {
          const answer = await answerOf(await jonas.get(path, headers), theirs)
          const unknownAnswer = await answerOf(await jonas.get(unknown[index] ?? '', headers), nobodys)
          // One's own pages are cut into pieces as they are ready: of those only what they hold is compared.
          expect(route.includes('[id]') ? answer : told(answer), path).toEqual(
            route.includes('[id]') ? unknownAnswer : told(unknownAnswer),
          )
          for (const secret of secrets) expect(answer.text, path).not.toContain(secret)
          if (route.includes('[id]') && !('rsc' in headers)) expect(answer.status, path).toBe(404)
        }
      expect(await rowsOfCamille(), route).toBe(before)
    }
    expect(await simulator.requestsForSomebody()).toEqual([])
    expect(await jonas.userId()).not.toBeNull()
  })

const lasting = Object.keys(FIELDS).filter((name) => !ENDING.includes(name))
const groups = [
  ...Array.from({ length: Math.ceil(lasting.length / AT_ONCE) }, (_, at) =>
    lasting.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  ),
  ...ENDING.map((name) => [name]),
]
for (const names of groups)
  test(`W03 another person's ids do nothing, and are as unknown ones, in ${names.join(', ')}`, async ({
    newClient,
    simulator,
    database,
  }) => {
    const { jonas, theirs, own, nobodys, secrets, rowsOfCamille } = await meet(newClient, simulator, database)
    const before = await rowsOfCamille()
    await simulator.forgetRequests()
    const page = { page: `/connections/${own.connection}` }
    for (const name of names) {
      const call = async (ids: Ids) =>
        answerOf(await callAction(jonas.twin(), name, FIELDS[name]?.(ids) ?? {}, page), ids)
      const answer = await call(theirs)
      for (const secret of secrets) expect(answer.text, name).not.toContain(secret)
      expect(await rowsOfCamille(), name).toBe(before)
      if (!ENDING.includes(name)) expect(await jonas.userId(), name).not.toBeNull()
      if (name !== 'deleteAccount') expect(answer, name).toEqual(await call(nobodys))
    }
    // Whoever deletes themselves has their own access ended; there is nobody left to ask a second time.
    const ownEnd = names.includes('deleteAccount') ? ['revoke'] : []
    for (const { target } of await simulator.requestsForSomebody()) expect(ownEnd).toContain(target)
  })

test("W04 no trip begins for another person's connection", async ({ newClient, simulator, database }) => {
  const { jonas, theirs, nobodys } = await meet(newClient, simulator, database)
  const trips = await database.count('transactions')
  for (const intent of ['reconnect', 'allow-more']) {
    const answers = [theirs, nobodys].map(({ connection }) => jonas.begin({ intent, connection, scope: 'team.read' }))
    for (const location of await Promise.all(answers)) expect(location).toMatch(/\/sign-in\/error\?error=flow_invalid&/)
  }
  expect(await database.count('transactions')).toBe(trips)
})

const NOBODY: Array<
  [string, (client: HttpClient, userId: string, database: Parameters<typeof meet>[2]) => Promise<unknown>]
> = [
  ['nobody', async (client) => client.cookies.clear()],
  ['a session that was signed out', (client) => client.twin().signOut()],
  ['a session that is over', (_client, userId, database) => database.endSessionsOf(userId)],
  ['the session of a deleted person', (_client, userId, database) => database.deleteUser(userId)],
]
for (const [who, make] of NOBODY)
  test(`W05 ${who} sees nothing and does nothing`, async ({ newClient, simulator, database, aftermath }) => {
    const { jonas, theirs, own, secrets, rowsOfCamille } = await meet(newClient, simulator, database)
    await make(jonas, (await jonas.userId()) ?? '', database)
    // Deleting the row by hand revokes nothing.
    aftermath.leavesOrphans(who.includes('deleted') ? 1 : 0)
    const before = await rowsOfCamille()
    await simulator.forgetRequests()
    for (const [route, addresses] of Object.entries(ADDRESSES))
      for (const path of [...addresses(theirs, own), ...addresses(own, own)])
        for (const headers of ASKED.slice(0, 2)) {
          const { status, text } = await answerOf(await jonas.get(path, headers), theirs)
          for (const secret of [...secrets, 'Feldmann', 'Buchwerk']) expect(text, path).not.toContain(secret)
          if (/^\/(connections|sessions|account)/.test(route) && !('rsc' in headers))
            expect([303, 307], path).toContain(status)
        }
    for (const [name, fields] of Object.entries(FIELDS))
      for (const ids of [theirs, own]) {
        const { text } = await answerOf(await callAction(jonas.twin(), name, fields(ids)), theirs)
        for (const secret of [...secrets, 'Feldmann', 'Buchwerk']) expect(text, name).not.toContain(secret)
      }
    expect(await rowsOfCamille()).toBe(before)
    expect(await simulator.requestsForSomebody()).toEqual([])
  })

test('W06 an action that is called from another page is the same action', async ({
  newClient,
  simulator,
  database,
}) => {
  const { jonas, theirs, rowsOfCamille } = await meet(newClient, simulator, database)
  const before = await rowsOfCamille()
  // Next runs an action at whatever address it is posted to: being on a page proves nothing.
  for (const page of ['/', '/setup', '/sessions', `/connections/${theirs.connection}`])
    for (const name of ['disconnectConnection', 'pauseConnection', 'endSession'])
      await callAction(jonas, name, FIELDS[name]?.(theirs) ?? {}, { page })
  expect(await rowsOfCamille()).toBe(before)
})

test('W07 what is one’s own works, so that these cases are about permission', async ({
  newClient,
  simulator,
  database,
}) => {
  const { camille, jonas, theirs, own } = await meet(newClient, simulator, database)
  expect((await jonas.get(`/connections/${own.connection}`)).status).toBe(200)
  const paused = await callAction(jonas, 'pauseConnection', { connection: own.connection })
  expect(await paused.text()).toContain('"done"')
  expect((await database.connections()).map(({ status }) => status).sort()).toEqual(['active', 'frozen'])
  await callAction(camille, 'endSession', { session: theirs.session })
  expect(await camille.userId()).toBeNull()
})

test('W08 a form that names somebody in every way names nobody but the sender', async ({
  newClient,
  simulator,
  database,
}) => {
  const { jonas, theirs, own, rowsOfCamille } = await meet(newClient, simulator, database)
  const before = await rowsOfCamille()
  const body = actionBody('pauseConnection', { connection: own.connection })
  for (const name of ['connection', 'id', 'userId', 'user', '__proto__', 'constructor'])
    body.append(`_1_${name}`, theirs.connection)
  const action = serverActions().find(({ name }) => name === 'pauseConnection')
  const headers = { 'next-action': action?.id ?? '', 'x-user-id': theirs.connection }
  await jonas.send(`/connections/${theirs.connection}?connection=${theirs.connection}`, {
    method: 'POST',
    body,
    headers,
  })
  expect(await rowsOfCamille()).toBe(before)
})

function told({ status, location }: Told): Omit<Told, 'text'> {
  return { status, location }
}

interface Told {
  status: number
  location: string
  text: string
}

/** An answer without what differs from one request to the next. */
async function answerOf(response: Response, ids: Ids): Promise<Told> {
  const target = response.headers.get('location') ?? response.headers.get('x-action-redirect') ?? ''
  return {
    status: response.status,
    location: comparable(target, ids),
    text: comparable(await response.text(), ids),
  }
}
