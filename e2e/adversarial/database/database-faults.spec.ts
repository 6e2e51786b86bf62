import { expect, test } from '#e2e/adversarial/fixtures'
import { readText } from '#e2e/browser/forms'
import { expectConnected, expectRefused, expectRefusedTrip } from '#e2e/support/outcomes'

// security.md 8.10: our own database fails while somebody signs in. A consent is stored whole or not at all, and what is
// not stored is ended at Qonto.

/** By what PostgreSQL says: how often it is asked, and how it ends when it goes on saying so. */
const FOR_GOOD: Array<[string, string]> = [
  ['a disk that is full', '53100'],
  ['a server that only reads', '25006'],
  ['a server that is starting up', '57P03'],
  ['a serialization failure, again and again', '40001'],
  ['a rule that is broken', '23514'],
]
for (const [what, sqlstate] of FOR_GOOD)
  for (const table of sqlstate.startsWith('53') ? ['connections', 'activities'] : ['connections'])
    test(`D02 ${what} while ${table} are written ends as storage_unavailable, with nothing stored and the tokens revoked`, async ({
      client,
      simulator,
      database,
      faults,
    }) => {
      await faults.refuse(table, 'INSERT', sqlstate)
      const arrival = await client.signIn('Camille')
      expectRefused(arrival, 'storage_unavailable')
      expect(arrival.milliseconds).toBeLessThan(8_000)
      expect(await faults.tries()).toBeLessThanOrEqual(3)
      expect(await database.possessions()).toBe('')
      expect(await database.unusedTrips()).toBe(0)
      expect(await simulator.requests('token')).toHaveLength(1)
      await expect.poll(() => simulator.live('refresh'), { timeout: 5_000 }).toEqual([])
      await faults.undo()
      expectConnected(await client.signIn('Camille'))
    })

/** What may be over in a moment. */
const PASSING = [
  ['a full disk', '53100'],
  ['a server that is starting up', '57P03'],
  ['a serialization failure', '40001'],
  ['a deadlock', '40P01'],
] as const
for (const [what, sqlstate] of PASSING)
  test(`D03 ${what}, twice, is tried again: one person, one connection`, async ({
    client,
    simulator,
    database,
    faults,
  }) => {
    await faults.refuse('connections', 'INSERT', sqlstate, 2)
    expectConnected(await client.signIn('Camille'))
    expect(await faults.tries()).toBe(3)
    for (const table of ['users', 'accounts', 'connections', 'sessions']) expect(await database.count(table)).toBe(1)
    expect((await database.events()).filter((event) => event === 'connected')).toHaveLength(1)
    expect(await database.revocations()).toEqual([])
    expect(await simulator.live('refresh')).toHaveLength(1)
  })

test('D02 when not even the list of revocations can be written, the tokens are revoked at once', async ({
  signedIn,
  faults,
}) => {
  const { simulator } = signedIn
  const live = await simulator.live('refresh')
  await faults.change("ALTER TABLE connections ADD CONSTRAINT fault CHECK (subject LIKE '%301')")
  await faults.refuse('revocations', 'INSERT', '53100')
  try {
    await expectRefusedTrip(signedIn, 'storage_unavailable')
    await expect.poll(() => simulator.live('refresh'), { timeout: 5_000 }).toEqual(live)
  } finally {
    await faults.change('ALTER TABLE connections DROP CONSTRAINT fault')
  }
})

// next-auth asks the database before our own callback does, and a grant that nobody had stored was ended by nobody.
test('D02 when the database goes right after the tokens came, they are revoked at once', async ({
  client,
  simulator,
  database,
  faults,
}) => {
  const callback = await client.consent('Camille')
  await faults.refuse('revocations', 'INSERT', '53100')
  await database.hide('accounts')
  try {
    expectRefused(await client.arrive(callback), 'storage_unavailable')
    await expect.poll(() => simulator.live('refresh'), { timeout: 5_000 }).toEqual([])
  } finally {
    await database.unhide('accounts')
  }
})

test('D02 a session that cannot be stored is no session, and signing in again works', async ({
  client,
  database,
  faults,
}) => {
  await faults.refuse('sessions', 'INSERT', '53100')
  expectRefused(await client.signIn('Camille'), 'storage_unavailable')
  expect(await client.userId()).toBeNull()
  await faults.undo()
  expectConnected(await client.signIn('Camille'))
  for (const table of ['users', 'connections', 'sessions']) expect(await database.count(table)).toBe(1)
})

test('D03 a trip that cannot be written is refused before anybody leaves for Qonto', async ({ client, faults }) => {
  await faults.refuse('transactions', 'INSERT', '53100')
  const location = await client.begin()
  expect(location).toMatch(/\/sign-in\/error\?error=storage_unavailable&ref=/)
  expect(readText(await (await client.get(location)).text())).toContain('Signing in did not work')
})

test('D05 a connection to PostgreSQL that is cut in the middle of storing leaves nothing half done', async ({
  client,
  simulator,
  database,
  faults,
}) => {
  const callback = await client.consent('Camille')
  const release = await faults.lock('connections')
  const arriving = client.arrive(callback)
  await expect.poll(() => faults.cutWaiting(), { intervals: [20] }).toBeGreaterThan(0)
  await release()
  const { error } = await arriving
  // Tried again within the second that is left for it, or given up: in both cases whole.
  const stored = await Promise.all(['users', 'accounts', 'connections', 'sessions'].map(database.count))
  expect(stored).toEqual(error === null ? [1, 1, 1, 1] : [0, 0, 0, 0])
  await expect.poll(async () => (await simulator.live('refresh')).length).toBe(error === null ? 1 : 0)
})
