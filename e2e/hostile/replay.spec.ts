import { expectConnected, expectRefused } from '../outcomes.ts'
import { expect, test } from './fixtures.ts'

// security.md 8.2, A11: a code that is sent twice would end the tokens of the first time.

test('the same callback again is a replay, and the first grant lives on', async ({ client, simulator, database }) => {
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

test('the same callback after a failure is not tried again', async ({ client, simulator, database }) => {
  await simulator.fail({ kind: 'status', target: 'token', status: 503 })
  const callback = await client.consent('Camille')
  const again = client.twin()
  expectRefused(await client.arrive(callback), 'provider_unavailable')
  expectRefused(await again.arrive(callback), 'flow_replayed')
  expect(await simulator.requests('token')).toHaveLength(1)
  expect(await database.count('users')).toBe(0)
})

test('twenty at once are one exchange and at most one success', async ({ client, simulator, database }) => {
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
