import { expect, test } from '#e2e/adversarial/fixtures'
import type { Logs } from '#e2e/adversarial/logs'

// One person, many tabs and devices, all at once.

const TABS = 8
const each = <Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

/** Arrives, or is told to try again later; nothing else may happen to somebody who did nothing wrong. */
function expectArrivals(arrivals: Array<{ error: string | null }>, logs: Logs): void {
  const causes = logs.lines().filter(({ msg }) => msg === 'consent_not_stored')
  expect(causes.map(({ cause }) => cause)).toEqual([])
  expect(arrivals.map(({ error }) => error)).toEqual(arrivals.map(() => null))
}

test('N08 eight sign-ins of one person at once are one person with one connection, and eight sessions', async ({
  newClient,
  simulator,
  database,
  logs,
}) => {
  const trips = await each(TABS, async () => {
    const client = newClient()
    return { client, callback: await client.consent('Camille') }
  })
  expectArrivals(await Promise.all(trips.map(({ client, callback }) => client.arrive(callback))), logs)
  expect([await database.count('users'), await database.count('accounts')]).toEqual([1, 1])
  expect((await database.onlyConnection()).status).toBe('active')
  expect(await database.count('sessions')).toBe(TABS)
  await database.letRevocationsBeDue()
  await newClient().signIn('Camille')
  await expect.poll(() => simulator.live('refresh'), { timeout: 15_000 }).toHaveLength(1)
})

test('N08 ten people who sign in at once stay apart', async ({ newClient, database, logs }) => {
  const people = ['Camille', 'Giulia']
  const trips = await each(10, async (index) => {
    const client = newClient()
    return { client, callback: await client.consent(people[index % 2] ?? '') }
  })
  expectArrivals(await Promise.all(trips.map(({ client, callback }) => client.arrive(callback))), logs)
  expect([await database.count('users'), await database.count('connections')]).toEqual([2, 2])
  const ids = await Promise.all(trips.map(({ client }) => client.userId()))
  expect(new Set(ids.filter((_, index) => index % 2 === 0)).size).toBe(1)
  expect(new Set(ids).size).toBe(2)
})

test('N10 reconnecting one connection in ten tabs at once leaves one chain, and the connection works', async ({
  signedIn: { client, database },
  newClient,
  simulator,
}) => {
  const { id } = await database.onlyConnection()
  const trips = await each(10, async () => {
    const tab = client.twin()
    return { tab, callback: await tab.consent('Camille', {}, { intent: 'reconnect', connection: id }) }
  })
  const arrivals = await Promise.all(trips.map(({ tab, callback }) => tab.arrive(callback)))
  // The first one ends the session that all of them belong to: the others are told so, or were as fast.
  expect(arrivals.some(({ error }) => error === null)).toBe(true)
  for (const { error } of arrivals) expect([null, 'flow_expired', 'flow_invalid', 'flow_superseded']).toContain(error)
  expect((await database.onlyConnection()).id).toBe(id)
  expect(await database.count('users')).toBe(1)
  await database.letRevocationsBeDue()
  await newClient().signIn('Camille')
  await expect.poll(() => simulator.live('refresh'), { timeout: 15_000 }).toHaveLength(1)
})

test('N10 connecting, reconnecting, disconnecting and signing out at once leave a state that one of them meant', async ({
  signedIn: { client, database },
  newClient,
  simulator,
}) => {
  const { id } = await database.onlyConnection()
  const path = `/connections/${id}`
  const [again, other] = [client.twin(), client.twin()]
  const reconnect = await again.consent('Camille', {}, { intent: 'reconnect', connection: id })
  const connect = await other.consent('Camille', {}, { intent: 'connect' })
  const form = await client.form(path, /^Disconnect \S/)
  await Promise.all([
    again.arrive(reconnect),
    other.arrive(connect),
    client.twin().submit(path, form),
    client.twin().signOut(),
  ])
  expect(await database.count('users')).toBe(1)
  // Withdrawing one consent of a membership withdraws one that came in meanwhile too: then it is shown as lost.
  await expect
    .poll(async () => (await database.onlyConnection()).status, { timeout: 15_000 })
    .toMatch(/^(active|disconnected|disconnecting|reconnect)$/)
  await database.letRevocationsBeDue()
  expect((await newClient().signIn('Camille')).error).toBeNull()
  await expect.poll(() => simulator.live('refresh'), { timeout: 15_000 }).toHaveLength(1)
  expect((await database.onlyConnection()).status).toBe('active')
})
