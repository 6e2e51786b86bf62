import { expect, test } from '#e2e/adversarial/fixtures'
import { expectConnected, expectRefused } from '#e2e/support/outcomes'

// security.md 8.1 (6): a callback is answered within eight seconds, also when the database neither answers nor hangs up.

test('D30 a database that hangs before a callback: the person is told in time, and no code is sent behind it', async ({
  client,
  simulator,
  database,
  faults,
}) => {
  const callback = await client.consent('Camille')
  await simulator.forgetRequests()
  const thaw = await faults.freeze()
  expectRefused(await client.arrive(callback), 'storage_unavailable')
  thaw()
  await expect.poll(async () => (await client.get('/api/ready')).status, { timeout: 15_000 }).toBe(200)
  expect(await database.possessions()).toBe('')
  expectConnected(await client.signIn('Camille'))
  expect(await simulator.requests('token')).toHaveLength(1)
})

test('D30 a database that hangs while a code is exchanged: the person is told in time, and nobody is signed in behind it', async ({
  client,
  simulator,
  database,
  faults,
  logs,
}) => {
  const callback = await client.consent('Camille')
  // Long enough that the database is frozen before the answer comes, on any machine.
  await simulator.fail({ kind: 'delay', target: 'token', ms: 3_000 })
  const arriving = client.arrive(callback)
  await expect.poll(() => database.unusedTrips()).toBe(0)
  const thaw = await faults.freeze()
  const arrival = await arriving
  expectRefused(arrival, 'storage_unavailable')
  expect(await simulator.requests('token')).toHaveLength(1)
  thaw()
  await expect.poll(() => simulator.live('refresh'), { timeout: 15_000 }).toEqual([])
  // One reference for what the person was told and for what went on behind it.
  const late = () => logs.lines().filter(({ msg }) => msg === 'late_sign_in_stopped')
  await expect.poll(late).toEqual([expect.objectContaining({ reference: arrival.reference })])
  expect(await database.possessions()).toBe('')
  expectConnected(await client.signIn('Camille'))
})
