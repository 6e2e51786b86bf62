import { expect, test } from '#e2e/adversarial/fixtures'
import { expectConnected, expectRefused, expectRefusedAsForeign } from '#e2e/support/outcomes'

// security.md 8.2, A11: a code that is sent twice would end the tokens of the first time.

test('A11 the same callback again is a replay, and the first grant lives on', async ({
  client,
  simulator,
  database,
}) => {
  const callback = await client.consent('Camille')
  const again = client.twin()
  expectConnected(await client.arrive(callback))
  const stored = await database.possessions()
  for (const browser of [client, again]) expectRefused(await browser.arrive(callback), 'flow_replayed')
  expect(await simulator.requests('token')).toHaveLength(1)
  expect(await database.possessions()).toBe(stored)
  expect(await simulator.live('refresh')).toHaveLength(1)
  expect(await client.userId()).not.toBeNull()
})

test('A11 the same callback is a replay for a stranger too, and for a trip that was begun since', async ({
  client,
  newClient,
  simulator,
}) => {
  const callback = await client.consent('Camille')
  expectConnected(await client.arrive(callback))
  const busy = newClient()
  await busy.begin()
  expectRefused(await newClient().arrive(callback), 'flow_replayed')
  expectRefusedAsForeign(await busy.arrive(callback), 'flow_replayed')
  expect(await simulator.requests('token')).toHaveLength(1)
  expect(await simulator.live('refresh')).toHaveLength(1)
})

for (const [what, status, code] of [
  ['an outage', 503, 'provider_unavailable'],
  ['a refusal', 400, 'provider_unavailable'],
] as const)
  test(`A11 the same callback after ${what} is not tried again`, async ({ client, simulator, database }) => {
    await simulator.fail({ kind: 'status', target: 'token', status })
    const callback = await client.consent('Camille')
    const again = client.twin()
    expectRefused(await client.arrive(callback), code)
    expectRefused(await again.arrive(callback), 'flow_replayed')
    expect(await simulator.requests('token')).toHaveLength(1)
    expect(await database.count('users')).toBe(0)
  })

test('A11 the same callback while the first is under way is a replay', async ({ client, simulator, database }) => {
  await simulator.fail({ kind: 'delay', target: 'token', ms: 1_500 })
  const callback = await client.consent('Camille')
  const again = client.twin()
  const first = client.arrive(callback)
  await expect.poll(() => database.unusedTrips(), { intervals: [20] }).toBe(0)
  expectRefused(await again.arrive(callback), 'flow_replayed')
  expectConnected(await first)
  expect(await simulator.requests('token')).toHaveLength(1)
})

test('A11 twenty at once are one exchange and at most one success', async ({ client, simulator, database }) => {
  const callback = await client.consent('Camille')
  const browsers = Array.from({ length: 20 }, () => client.twin())
  const arrivals = await Promise.all(browsers.map((browser) => browser.arrive(callback)))
  expect(await simulator.requests('token')).toHaveLength(1)
  const refused = arrivals.filter(({ error }) => error !== null)
  expect(refused.length).toBeGreaterThanOrEqual(19)
  for (const arrival of refused) expectRefused(arrival, 'flow_replayed')
  expect(await database.count('connections')).toBe(1)
  expect(await database.count('sessions')).toBe(1)
  expect(await simulator.live('refresh')).toHaveLength(1)
})
