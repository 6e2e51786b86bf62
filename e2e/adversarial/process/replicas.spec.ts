import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { HttpClient } from '#e2e/support/http-client'
import { expectConnected } from '#e2e/support/outcomes'

// Several built dashboards on one database, as a rolling deploy has them.

test.describe.configure({ timeout: 120_000 })

/** What is under way is given ten seconds, and stopping the rest takes a moment. */
const DRAINED_WITHIN_MS = 15_000

test('N07 two dashboards that start at once on one empty database are one house', async ({
  stage,
  simulator,
  newDashboard,
}) => {
  await stage.sql('DROP SCHEMA IF EXISTS public, pgboss CASCADE')
  await stage.sql('CREATE SCHEMA public')
  const both = await Promise.all([newDashboard(), newDashboard()])
  const clients = both.map(({ url }) => new HttpClient(url, simulator))
  const arrivals = await Promise.all(clients.map((client) => client.signIn('Camille')))
  for (const arrival of arrivals) expectConnected(arrival)
  const counts = await stage.sql(`SELECT (SELECT count(*)::int FROM users) AS users,
    (SELECT count(*)::int FROM connections) AS connections, (SELECT count(*)::int FROM canaries) AS canaries,
    (SELECT count(DISTINCT migration_name)::int = count(*) FROM _prisma_migrations) AS once`)
  expect(counts).toEqual([{ users: 1, connections: 1, canaries: 1, once: true }])
  for (const { url } of both) expect((await fetch(`${url}/api/ready`)).status).toBe(200)
  expect(await Promise.all(both.map(({ stop }) => stop()))).toEqual([0, 0])
})

test('C07 SIGTERM during a sign-in: it is answered in full, nothing is lost, and the exit code is 0', async ({
  stage,
  simulator,
  newDashboard,
}) => {
  const dashboard = await newDashboard()
  const client = new HttpClient(dashboard.url, simulator)
  const callback = await client.consent('Camille')
  await simulator.fail({ target: 'token', kind: 'delay', ms: 2_000, after: true })
  const arriving = client.arrive(callback)
  await expect.poll(async () => (await simulator.state()).failures, { intervals: [20] }).toEqual([])
  const began = performance.now()
  const stopped = dashboard.stop()
  expectConnected(await arriving)
  expect(await stopped).toBe(0)
  expect(performance.now() - began).toBeLessThan(DRAINED_WITHIN_MS)
  expect(await stage.sql(`SELECT id FROM connections WHERE status = 'active'`)).toHaveLength(1)
})

test('C07 while one of two dashboards is drained, the other one answers everybody', async ({
  simulator,
  newDashboard,
}) => {
  const [leaving, staying] = await Promise.all([newDashboard(), newDashboard()])
  const client = new HttpClient(leaving.url, simulator)
  expectConnected(await client.signIn('Camille'))
  const moved = new HttpClient(staying.url, simulator)
  for (const [name, value] of client.cookies) moved.cookies.set(name, value)
  const stopped = leaving.stop()
  const looks = Array.from({ length: 20 }, () => moved.get('/connections'))
  expect((await Promise.all(looks)).map(({ status }) => status)).toEqual(looks.map(() => 200))
  expect(await stopped).toBe(0)
  expect(await moved.userId()).not.toBeNull()
  expectConnected(await moved.signIn('Camille'))
  expect(await staying.stop()).toBe(0)
})
